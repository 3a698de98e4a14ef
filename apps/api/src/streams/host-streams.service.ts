import { Injectable } from '@nestjs/common';
import { type HostId, RoadsteadError } from '@roadstead/domain';
import type { StreamOpen } from '@roadstead/protocol';
import { HostsService } from '../hosts/hosts.service.js';
import { type HostStream, StreamsService } from './streams.service.js';

/** Streams for users: as `StreamsService`, and a host that cannot be reached is told with the time it was last heard. */
@Injectable()
export class HostStreams {
  constructor(
    private readonly hosts: HostsService,
    private readonly streams: StreamsService,
  ) {}

  /** @throws RoadsteadError what `StreamsService.open` throws */
  async open(host: { id: HostId; name: string }, source: StreamOpen['source']): Promise<HostStream> {
    try {
      return await this.streams.open(host, source);
    } catch (error) {
      if (!(error instanceof RoadsteadError) || error.code !== 'host.not-connected') throw error;
      const [known] = await this.hosts.list([host.id]);
      throw new RoadsteadError('host.not-connected', { host: host.name, lastHeard: known?.lastHeardAt ?? 'never' });
    }
  }
}
