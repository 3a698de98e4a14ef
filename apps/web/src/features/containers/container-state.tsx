import type { Container } from '@roadstead/contract';
import type { ContainerState } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { Age, Elapsed } from '../../lib/format/age';
import { StatusDot, type Tone } from '../../lib/ui/status-dot';
import { useClockOffset } from '../hosts/use-hosts';
import { exitReason, signalOf } from './exit-code';
import { usePendingVerb } from './lifecycle/use-act';

export const CONTAINER_STATES = [
  'running',
  'paused',
  'restarting',
  'exited',
  'created',
  'removing',
  'dead',
] as const satisfies readonly ContainerState[];

export const ENDED: readonly ContainerState[] = ['exited', 'dead'];

export function containerTone({ state, health, exitCode = 0 }: Pick<Container, 'state' | 'health' | 'exitCode'>): Tone {
  if (state === 'running') return health === 'unhealthy' ? 'bad' : health === 'starting' ? 'busy' : 'good';
  if (state === 'restarting' || state === 'paused' || state === 'removing') return 'warn';
  if (state === 'dead') return 'bad';
  return state === 'exited' && exitCode !== 0 ? 'bad' : 'idle';
}

/**
 * The state in words and since when. On a host that cannot be heard it was so, and nobody knows whether it still is: the
 * words say so, and no dot is green.
 */
export function ContainerStateWords({ container, isLong = false }: { container: Container; isLong?: boolean }) {
  const t = useTranslations('containers');
  const isKnown = container.hostStatus === 'online';
  const pending = usePendingVerb(container.hostId, container.id);
  const going = useTranslations('lifecycle.going');
  return (
    <span className={isLong ? undefined : 'truncate'}>
      <StatusDot tone={isKnown ? containerTone(container) : 'idle'} />
      <StateWords container={container} isLong={isLong} />
      <StateSpan container={container} />
      {pending === undefined ? null : (
        <span className="warn">
          {' · '}
          {going(pending)}
        </span>
      )}
      {isKnown ? null : (
        <span className="warn">
          {' · '}
          {t('asOf')} <Age at={container.dataAsOf} />
        </span>
      )}
    </span>
  );
}

/** How long it has run, while that is known; how long ago it ended. */
function StateSpan({ container }: { container: Container }) {
  const { hostId, state, startedAt, finishedAt, hostStatus } = container;
  const offsetMs = useClockOffset(hostId);
  // One span is told: of what is unhealthy, that of its trouble.
  if (isUnhealthySince(container)) return null;
  if (state === 'running' && startedAt !== undefined && hostStatus === 'online') {
    return (
      <span className="quiet">
        {' · '}
        <Elapsed from={startedAt} offsetMs={offsetMs} />
      </span>
    );
  }
  if (!ENDED.includes(state) || finishedAt === undefined) return null;
  return (
    <span className="quiet">
      {' '}
      <Age at={finishedAt} offsetMs={offsetMs} />
    </span>
  );
}

type SickContainer = Container & { unhealthySince: string };

function isUnhealthySince(container: Container): container is SickContainer {
  const { state, health, unhealthySince, hostStatus } = container;
  return state === 'running' && health === 'unhealthy' && unhealthySince !== undefined && hostStatus === 'online';
}

function StateWords({ container, isLong }: { container: Container; isLong: boolean }) {
  const t = useTranslations('containers');
  const { state, exitCode, health } = container;
  const offsetMs = useClockOffset(container.hostId);
  if (isUnhealthySince(container)) {
    return (
      <>
        {isLong ? t('runningUnhealthy') : t('unhealthyFor')}{' '}
        <Elapsed from={container.unhealthySince} offsetMs={offsetMs} />
      </>
    );
  }
  if (state === 'exited' && exitCode !== undefined) {
    const reason = exitReason(exitCode, container.outOfMemory);
    const words = t(`exit.${reason}`, { signal: signalOf(exitCode) });
    if (exitCode === 0) return words;
    return isLong || container.outOfMemory
      ? t('exitedWith', { code: exitCode, reason: words })
      : t('exitedShort', { code: exitCode });
  }
  if (state === 'running' && health !== undefined) return t('runningWithHealth', { health: t(`health.${health}`) });
  if (state === 'restarting') return t('restartingCount', { count: container.restartCount });
  return t(`state.${state}`);
}
