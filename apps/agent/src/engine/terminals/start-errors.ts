import { type ContainerId, RoadsteadError, type TerminalTarget } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';
import type { EngineRefusal } from '../engine-errors.js';

type Command = Extract<TerminalTarget, { kind: 'exec' }>;

const Named = z.object({ Name: z.string(), State: z.object({ Status: z.string() }) });

/** A container as errors speak of it. */
async function describe(api: EngineApi, id: ContainerId) {
  const found = await api.find(`/containers/${id}/json`, Named);
  return {
    host: api.host,
    container: found?.Name.replace(/^\//, '') ?? id.slice(0, 12),
    state: found?.State.Status ?? 'removed',
  };
}

/** The container is not in a state in which anything can be run in it; undefined: that was not the reason. */
export async function refusalError(
  api: EngineApi,
  id: ContainerId,
  { status, message }: EngineRefusal,
): Promise<RoadsteadError | undefined> {
  if (status !== 404 && status !== 409) return undefined;
  const { host, container, state } = await describe(api, id);
  if (status === 404) return new RoadsteadError('container.unknown', { container, host });
  if (/is paused/.test(message)) return new RoadsteadError('container.paused', { container, host });
  return new RoadsteadError('container.not-running', { container, host, state });
}

/**
 * Why a command never began. The engine says it only where the command's output would have come, in words that runc and
 * the engine have kept from 20.10 on.
 */
export async function startError(
  api: EngineApi,
  id: ContainerId,
  words: string,
  { command, user, workdir }: Command,
): Promise<RoadsteadError> {
  const { host, container } = await describe(api, id);
  const program = command[0] ?? '';
  if (/unable to find (user|group)|invalid user|no matching entries in passwd/.test(words)) {
    return new RoadsteadError('terminal.no-user', { container, user: user ?? '' });
  }
  if (/chdir to cwd|mkdir .*: not a directory|Cwd must be/.test(words)) {
    return new RoadsteadError('terminal.no-workdir', { container, workdir: workdir ?? '' });
  }
  if (/executable file not found|no such file or directory/.test(words)) {
    return new RoadsteadError('terminal.no-command', { container, command: program });
  }
  if (/permission denied|exec format error|is a directory/.test(words)) {
    return new RoadsteadError('terminal.not-executable', { container, command: program });
  }
  const reason = words
    .replace(/^OCI runtime exec failed: (exec failed: )?/, '')
    .replace(/: unknown\s*$/, '')
    .trim();
  return new RoadsteadError('terminal.not-started', { host, command: program, reason: reason || 'it said no reason' });
}
