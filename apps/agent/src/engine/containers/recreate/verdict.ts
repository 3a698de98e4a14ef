import { LIVE_STATES, type Reason, reason } from '@roadstead/domain';
import type { Recreatable } from './recreatable.js';

export type Verdict = 'wait' | 'good' | Reason;

export interface Trial {
  readonly healthySeconds: number;
  readonly steadySeconds: number;
}

const MAX_OUTPUT = 300;
const NS_PER_SECOND = 1e9;

/**
 * Whether a new container may take the old one's place: it is healthy, or without a health check it has run for a while as it
 * was started. The time in which it is still allowed to be unhealthy is not counted.
 * @param now by the host's clock, which is the engine's
 */
export function verdictOf(
  { State, RestartCount, Config }: Pick<Recreatable, 'State' | 'RestartCount' | 'Config'>,
  trial: Trial,
  now: Date,
): Verdict {
  if (RestartCount > 0 || State.Status === 'restarting') return reason('replacement-restarted');
  if (!LIVE_STATES.includes(State.Status)) return reason('replacement-ended', { exitCode: State.ExitCode });
  const seconds = (now.getTime() - Date.parse(State.StartedAt)) / 1000;
  const health = State.Health?.Status ?? 'none';
  if (health === 'healthy') return 'good';
  if (health === 'unhealthy') return reason('replacement-unhealthy', { output: lastOutput(State) });
  if (health === 'none') return seconds >= trial.steadySeconds ? 'good' : 'wait';
  const patience = trial.healthySeconds + (Config.Healthcheck?.StartPeriod ?? 0) / NS_PER_SECOND;
  return seconds < patience ? 'wait' : reason('replacement-slow', { seconds: patience });
}

function lastOutput({ Health }: Recreatable['State']): string {
  const output = Health?.Log?.at(-1)?.Output.trim() ?? '';
  return output === '' ? 'it wrote nothing' : output.slice(0, MAX_OUTPUT);
}
