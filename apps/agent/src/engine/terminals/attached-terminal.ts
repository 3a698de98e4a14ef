import type { Duplex } from 'node:stream';
import { type ContainerId, RoadsteadError, type TerminalSize } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';
import { EngineRefusal } from '../engine-errors.js';
import { DETACH_KEYS, type EngineTerminal, type Outcome } from './engine-terminal.js';
import { refusalError } from './start-errors.js';

export const TerminalOfContainer = z.object({
  Config: z.object({ Tty: z.boolean(), OpenStdin: z.boolean(), User: z.string().default('') }),
  Name: z.string(),
  State: z.object({
    Status: z.string(),
    Running: z.boolean(),
    Paused: z.boolean().default(false),
    ExitCode: z.number().default(0),
  }),
});

interface AttachRequest {
  readonly containerId: ContainerId;
  readonly size: TerminalSize;
}

/** Attaches to the terminal that a container was started with. @throws RoadsteadError of `terminal.*`, `container.unknown` */
export async function openAttach(api: EngineApi, { containerId, size }: AttachRequest): Promise<EngineTerminal> {
  const path = `/containers/${containerId}`;
  const found = await api.find(`${path}/json`, TerminalOfContainer);
  if (found === undefined) {
    throw new RoadsteadError('container.unknown', { container: containerId.slice(0, 12), host: api.host });
  }
  const where = { host: api.host, container: found.Name.replace(/^\//, '') };
  if (!found.Config.Tty) throw new RoadsteadError('terminal.no-tty', where);
  if (!found.State.Running) {
    throw new RoadsteadError('container.not-running', { ...where, state: found.State.Status });
  }
  if (found.State.Paused) throw new RoadsteadError('container.paused', where);
  const query = { stream: true, stdin: found.Config.OpenStdin, stdout: true, stderr: true, detachKeys: DETACH_KEYS };
  try {
    const bytes = await api.duplex({ method: 'POST', path: `${path}/attach`, query });
    const terminal = new AttachedTerminal(api, path, found.Config.OpenStdin, bytes);
    // What is on the terminal was drawn before: a program draws it again when the size changes, and only then.
    await terminal.resize({ ...size, rows: size.rows + 1 }).catch(() => undefined);
    await terminal.resize(size).catch(() => undefined);
    return terminal;
  } catch (error) {
    if (error instanceof EngineRefusal) throw (await refusalError(api, containerId, error)) ?? error;
    throw error;
  }
}

class AttachedTerminal implements EngineTerminal {
  constructor(
    private readonly api: EngineApi,
    private readonly path: string,
    readonly takesInput: boolean,
    readonly bytes: Duplex,
  ) {}

  resize({ rows, columns }: TerminalSize): Promise<void> {
    return this.api.run({ method: 'POST', path: `${this.path}/resize`, query: { h: rows, w: columns } });
  }

  async hangUp(): Promise<void> {
    this.bytes.destroy();
  }

  async outcome(): Promise<Outcome> {
    const found = await this.api.find(`${this.path}/json`, TerminalOfContainer);
    if (found === undefined) return { isStopped: true };
    return found.State.Running ? { isStopped: false } : { isStopped: true, exitCode: found.State.ExitCode };
  }
}
