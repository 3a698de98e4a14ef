import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { Container } from '@roadstead/contract';
import { type ActionVerb, LogPage, RoadsteadError } from '@roadstead/domain';
import {
  JSON_LINES_MEDIA_TYPE,
  JSON_MEDIA_TYPE,
  LOG_FRAMES_MEDIA_TYPE,
  LOG_MEDIA_TYPES,
  type StreamOpen,
} from '@roadstead/protocol';
import { ActionsService } from '../audit/actions.service.js';
import { ContainersService } from '../containers/containers.service.js';
import { HostsService } from '../hosts/hosts.service.js';
import type { QueryOf } from '../platform/http/route.js';
import { onHostClock } from './host-moments.js';
import { HostStreams } from './host-streams.service.js';
import { mergedText } from './merged-log.js';
import type { HostStream } from './streams.service.js';

export type LogsQuery = QueryOf<'containerLogs'>;

/** Who reads the log of which container, and from where. */
export interface LogAsk {
  readonly hostId: string;
  /** Id or unique prefix of it. */
  readonly containerId: string;
  readonly actor: string;
  readonly address?: string;
}
export interface LogsRequest extends LogAsk {
  readonly query: LogsQuery;
}
export interface LogPageAsk extends LogAsk {
  readonly query: QueryOf<'logPage'>;
}
export interface LogSearchAsk extends LogAsk {
  readonly query: QueryOf<'searchLog'>;
}

export interface MergedLogsAsk extends Pick<LogAsk, 'actor' | 'address'> {
  readonly query: QueryOf<'mergedLogs'>;
}

/** Of a page as JSON: its lines have at most 4 Mi characters. */
const MAX_PAGE_BYTES = 32 * 1024 * 1024;

export interface ContainerLog extends HostStream {
  readonly container: Container;
  /** Framed by the engine; else the raw bytes of a terminal. */
  readonly multiplexed: boolean;
}

/** A log in frames: libs/protocol, log-frames.ts. */
export interface LogView extends HostStream {
  readonly container: Container;
}

@Injectable()
export class LogsService {
  constructor(
    private readonly containers: ContainersService,
    private readonly hosts: HostsService,
    private readonly streams: HostStreams,
    private readonly actions: ActionsService,
  ) {}

  /**
   * The log as the engine writes it: nothing of it is ever skipped.
   * @throws RoadsteadError `host.unknown`, `container.unknown`, `logs.driver-unreadable`, and what `HostStreams.open` throws
   */
  async open(ask: LogsRequest): Promise<ContainerLog> {
    const detail = { follow: ask.query.follow, download: ask.query.download };
    return this.#read(ask, 'container.logs', detail, async (container) => {
      const { id: containerId } = container;
      const request = {
        ...viewRequest(container, await this.#onHostClock(container, ask.query)),
        timestamps: ask.query.timestamps === 'true',
        containerId,
      };
      const stream = await this.streams.open(hostOf(container), { type: 'container.logs', request });
      return { ...stream, container, multiplexed: stream.mediaType === LOG_MEDIA_TYPES.multiplexed };
    });
  }

  /** For one who looks at it: followed, a slow viewer gets the number of the lines that it missed. @throws as `open` */
  async view(ask: LogsRequest): Promise<LogView> {
    return this.#read(ask, 'container.logs', { follow: ask.query.follow }, async (container) => {
      const request = viewRequest(container, await this.#onHostClock(container, ask.query));
      const source = { type: 'container.log-view', request } as const;
      return { ...(await this.#expect(container, source, LOG_FRAMES_MEDIA_TYPE)), container };
    });
  }

  /** Lines around a moment. @throws as `open` */
  async page(ask: LogPageAsk): Promise<LogPage> {
    const { at, before, after, since, until, stdout, stderr } = ask.query;
    return this.#read(ask, 'container.logs', {}, async (container) => {
      const streams = { containerId: container.id, stdout: stdout === 'true', stderr: stderr === 'true' };
      const bounds = await this.#onHostClock(container, { since, until });
      const request = { ...streams, at, before, after, ...bounds };
      const stream = await this.#expect(container, { type: 'container.log-page', request }, JSON_MEDIA_TYPE);
      const text = await readBounded(stream.body, MAX_PAGE_BYTES).catch(() => undefined);
      const page = LogPage.safeParse(text === undefined ? undefined : parseJson(text));
      if (!page.success) throw new RoadsteadError('stream.broken-off', { host: container.hostName });
      return page.data;
    });
  }

  /** `LogSearchRecord`s as JSON lines. @throws as `open`, `logs.pattern-invalid`, `logs.filter-invalid` */
  async search(ask: LogSearchAsk): Promise<LogView> {
    const { q, regex, case: isCase, where, context, limit, since, until, stdout, stderr } = ask.query;
    const sought = {
      text: q,
      isPattern: regex === 'true',
      isCaseSensitive: isCase === 'true',
      where,
      context,
      limit,
      since,
      until,
      stdout: stdout === 'true',
      stderr: stderr === 'true',
    };
    return this.#read(ask, 'container.logs.search', { q: q ?? '', where: where ?? '' }, async (container) => {
      const request = { containerId: container.id, ...(await this.#onHostClock(container, sought)) };
      const stream = await this.#expect(container, { type: 'container.log-search', request }, JSON_LINES_MEDIA_TYPE);
      return { ...stream, container };
    });
  }

  /**
   * Several logs as one text, in the order of their moments.
   * @throws RoadsteadError as `open`, for the first of the containers that has no log
   */
  async merged({ query, actor, address }: MergedLogsAsk): Promise<Readable> {
    const asks = query.container.map((key) => {
      const [hostId = '', containerId = ''] = key.split('/');
      return { hostId, containerId, actor, address, query: { ...query, follow: 'false', timestamps: 'true' } as const };
    });
    const outcomes = await Promise.allSettled(asks.map((ask) => this.view(ask)));
    const views = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const destroy = () => {
      for (const { body } of views) body.destroy();
    };
    for (const outcome of outcomes) {
      if (outcome.status === 'fulfilled') continue;
      destroy();
      throw outcome.reason;
    }
    const logs = views.map(({ container: { hostName, name }, body }) => ({ label: `${hostName}/${name}`, body }));
    const text = Readable.from(mergedText(logs), { objectMode: false });
    return text.once('close', destroy);
  }

  async #onHostClock<T extends { since?: string; until?: string }>(container: Container, asked: T): Promise<T> {
    if (asked.since === undefined && asked.until === undefined) return asked;
    return onHostClock(asked, (await this.hosts.get(container.hostId)).clockOffsetMs);
  }

  /** What was asked for is on record once it is known whether it was given. */
  async #read<T>(
    { hostId, containerId, actor, address }: LogAsk,
    verb: ActionVerb,
    detail: Record<string, string>,
    read: (container: Container) => Promise<T>,
  ): Promise<T> {
    const container = await this.containers.get(hostId, containerId);
    const target = `container ${container.hostName}/${container.name}`;
    return this.actions.recorded({ actor, address, verb, target, detail }, () => read(container));
  }

  /** Nothing but the form that was asked for is passed on as that, whatever an agent says that it brings. */
  async #expect(container: Container, source: StreamOpen['source'], mediaType: string): Promise<HostStream> {
    const stream = await this.streams.open(hostOf(container), source);
    if (stream.mediaType === mediaType) return stream;
    stream.body.destroy();
    throw new RoadsteadError('stream.broken-off', { host: container.hostName });
  }
}

function hostOf({ hostId, hostName }: Container) {
  return { id: hostId, name: hostName };
}

function viewRequest({ id }: Container, { follow, stdout, stderr, tail, since, after, until }: LogsQuery) {
  return {
    containerId: id,
    follow: follow === 'true',
    stdout: stdout === 'true',
    stderr: stderr === 'true',
    tail,
    since: after ?? since,
    until,
  };
}

async function readBounded(body: Readable, most: number): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > most) throw new Error('more than a page has');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
