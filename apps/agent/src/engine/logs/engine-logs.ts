import type { Readable } from 'node:stream';
import { type ContainerId, RoadsteadError } from '@roadstead/domain';
import { type ContainerLogsRequest, LOG_MEDIA_TYPES } from '@roadstead/protocol';
import { z } from 'zod';
import type { ByteStream } from '../engine.js';
import type { EngineApi } from '../engine-api.js';
import { EngineRefusal, naming } from '../engine-errors.js';
import { openBody } from './log-body.js';
import { FrameCutter, TerminalFramer } from './log-frames.js';

const Inspected = z.object({
  Config: z.object({ Tty: z.boolean() }),
  HostConfig: z.object({ LogConfig: z.object({ Type: z.string() }).optional() }).optional(),
});

/** What is asked of the engine; moments are RFC 3339 of any precision, and `since` and `until` include them. */
export interface LogRead {
  readonly containerId: ContainerId;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly follow?: boolean;
  readonly tail?: number;
  readonly since?: string;
  readonly until?: string;
}

/** Runs of whole frames: libs/protocol, log-frames.ts. */
export type LogRuns = AsyncIterable<Buffer>;

/** The logs that the engine keeps of its containers. */
export class EngineLogs {
  constructor(private readonly api: EngineApi) {}

  /** As the engine writes it, of whatever form. @throws RoadsteadError `container.unknown`, `logs.driver-unreadable` */
  stream(request: ContainerLogsRequest, signal: AbortSignal): Promise<ByteStream> {
    return naming(this.api, async () => {
      const { tty, driver } = await this.#inspect(request.containerId);
      const bytes = await this.#open(request, request.timestamps, driver, signal);
      return { mediaType: tty ? LOG_MEDIA_TYPES.raw : LOG_MEDIA_TYPES.multiplexed, bytes };
    });
  }

  /**
   * With moments, in frames. Leaving the iteration ends the engine's side.
   * @throws RoadsteadError `container.unknown`, `logs.driver-unreadable`
   */
  read(read: LogRead, signal: AbortSignal): Promise<LogRuns> {
    return naming(this.api, async () => {
      const { tty, driver } = await this.#inspect(read.containerId);
      const bytes = await this.#open(read, true, driver, signal);
      return framed(bytes, tty);
    });
  }

  async #inspect(id: ContainerId): Promise<{ tty: boolean; driver: string }> {
    const inspected = await this.api.find(`/containers/${id}/json`, Inspected);
    if (inspected === undefined) {
      throw new RoadsteadError('container.unknown', { container: id.slice(0, 12), host: this.api.host });
    }
    return { tty: inspected.Config.Tty, driver: inspected.HostConfig?.LogConfig?.Type ?? 'none' };
  }

  async #open(read: LogRead, timestamps: boolean, driver: string, signal: AbortSignal): Promise<Readable> {
    const { containerId, stdout, stderr, follow = false, tail, since, until } = read;
    const query = { follow, stdout, stderr, timestamps, tail, since: seconds(since), until: seconds(until) };
    try {
      return await openBody(this.api.socketPath, this.api.target(`/containers/${containerId}/logs`, query), signal);
    } catch (error) {
      if (error instanceof EngineRefusal && /does not support reading/.test(error.message)) {
        throw new RoadsteadError('logs.driver-unreadable', {
          container: containerId.slice(0, 12),
          host: this.api.host,
          driver,
        });
      }
      throw error;
    }
  }
}

async function* framed(bytes: Readable, tty: boolean): AsyncGenerator<Buffer> {
  const framer = tty ? new TerminalFramer() : new FrameCutter();
  for await (const chunk of bytes) {
    const run = framer.take(chunk as Buffer);
    if (run.length > 0) yield run;
  }
  const last = framer.end();
  if (last.length > 0) yield last;
}

/** The engine takes seconds since 1970 with a fraction of up to nine digits. */
export function seconds(moment: string | undefined): string | undefined {
  if (moment === undefined) return undefined;
  const fraction = /\.(\d{1,9})/.exec(moment)?.[1] ?? '';
  const whole = Math.floor(Date.parse(moment) / 1000);
  return `${whole}.${fraction.padEnd(9, '0')}`;
}
