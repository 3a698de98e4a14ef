import { Injectable } from '@nestjs/common';
import type { StreamOpen } from '@roadstead/protocol';
import { type HostName, HostsService } from '../hosts/hosts.service.js';
import { type HostStream, StreamsService } from './streams.service.js';

/** Streams for users: as `StreamsService`, and a host that cannot be reached is told with the time it was last heard. */
@Injectable()
export class HostStreams {
  constructor(
    private readonly hosts: HostsService,
    private readonly streams: StreamsService,
  ) {}

  /** @throws RoadsteadError what `StreamsService.open` throws */
  async open(host: HostName, source: StreamOpen['source']): Promise<HostStream> {
    try {
      return await this.streams.open(host, source);
    } catch (error) {
      throw await this.hosts.withLastHeard(error, host);
    }
  }
}
