import { Injectable } from '@nestjs/common';
import type { Container } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import { LOG_MEDIA_TYPES } from '@roadstead/protocol';
import { ActionsService } from '../audit/actions.service.js';
import { ContainersService } from '../containers/containers.service.js';
import { HostsService } from '../hosts/hosts.service.js';
import type { QueryOf } from '../platform/http/route.js';
import { type HostStream, StreamsService } from './streams.service.js';

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
    private readonly hosts: HostsService,
    private readonly streams: StreamsService,
    private readonly actions: ActionsService,
  ) {}

  /** @throws RoadsteadError `host.unknown`, `container.unknown`, and what `StreamsService.open` throws. */
  async open({ hostId, containerId, query, actor, address }: LogsRequest): Promise<ContainerLog> {
    const container = await this.containers.get(hostId, containerId);
    const target = `container ${container.hostName}/${container.name}`;
    const detail = { follow: query.follow, download: query.download };
    await this.actions.record({ actor, address, verb: 'container.logs', target, detail, outcome: 'ok' });
    const stream = await this.#open(container, query);
    return { ...stream, container, multiplexed: stream.mediaType === LOG_MEDIA_TYPES.multiplexed };
  }

  async #open(container: Container, query: LogsQuery): Promise<HostStream> {
    const host = { id: container.hostId, name: container.hostName };
    try {
      return await this.streams.open(host, { type: 'container.logs', request: logsRequest(container, query) });
    } catch (error) {
      if (!(error instanceof RoadsteadError) || error.code !== 'host.not-connected') throw error;
      const [known] = await this.hosts.list([container.hostId]);
      throw new RoadsteadError('host.not-connected', { host: host.name, lastHeard: known?.lastHeardAt ?? 'never' });
    }
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
