import { Injectable } from '@nestjs/common';
import type { Container } from '@roadstead/contract';
import { LOG_MEDIA_TYPES } from '@roadstead/protocol';
import { ActionsService } from '../audit/actions.service.js';
import { ContainersService } from '../containers/containers.service.js';
import type { QueryOf } from '../platform/http/route.js';
import { HostStreams } from './host-streams.service.js';
import type { HostStream } from './streams.service.js';

export type LogsQuery = QueryOf<'containerLogs'>;

export interface LogsRequest {
  readonly hostId: string;
  /** Id or unique prefix of it. */
  readonly containerId: string;
  readonly query: LogsQuery;
  /** Who reads, and from where. */
  readonly actor: string;
  readonly address?: string;
}

export interface ContainerLog extends HostStream {
  readonly container: Container;
  /** Framed by the engine; else the raw bytes of a terminal. */
  readonly multiplexed: boolean;
}

@Injectable()
export class LogsService {
  constructor(
    private readonly containers: ContainersService,
    private readonly streams: HostStreams,
    private readonly actions: ActionsService,
  ) {}

  /** @throws RoadsteadError `host.unknown`, `container.unknown`, and what `HostStreams.open` throws. */
  async open({ hostId, containerId, query, actor, address }: LogsRequest): Promise<ContainerLog> {
    const container = await this.containers.get(hostId, containerId);
    const target = `container ${container.hostName}/${container.name}`;
    const detail = { follow: query.follow, download: query.download };
    await this.actions.record({ actor, address, verb: 'container.logs', target, detail, outcome: 'ok' });
    const host = { id: container.hostId, name: container.hostName };
    const stream = await this.streams.open(host, { type: 'container.logs', request: logsRequest(container, query) });
    return { ...stream, container, multiplexed: stream.mediaType === LOG_MEDIA_TYPES.multiplexed };
  }
}

function logsRequest({ id }: Container, { follow, stdout, stderr, timestamps, tail, since, until }: LogsQuery) {
  return {
    containerId: id,
    follow: follow === 'true',
    stdout: stdout === 'true',
    stderr: stderr === 'true',
    timestamps: timestamps === 'true',
    tail,
    since,
    until,
  };
}
