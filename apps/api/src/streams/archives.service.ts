import { Injectable } from '@nestjs/common';
import { type ImageName, RoadsteadError } from '@roadstead/domain';
import { TAR_MEDIA_TYPE } from '@roadstead/protocol';
import { ActionsService } from '../audit/actions.service.js';
import { ContainersService } from '../containers/containers.service.js';
import { HostsService } from '../hosts/hosts.service.js';
import { HostStreams } from './host-streams.service.js';
import type { HostStream } from './streams.service.js';

/** Who asks, and from where. */
export interface Reader {
  readonly actor: string;
  readonly address?: string;
}

export interface Archive extends HostStream {
  /** Of the file to keep, as it would be called; not made safe. */
  readonly name: string;
}

/** Tar archives that hosts make of what they hold. */
@Injectable()
export class ArchivesService {
  constructor(
    private readonly hosts: HostsService,
    private readonly containers: ContainersService,
    private readonly streams: HostStreams,
    private readonly actions: ActionsService,
  ) {}

  /**
   * As `docker save`: the images with those of the names that are tags.
   * @throws RoadsteadError `host.unknown`, `image.not-on-host`, and what `HostStreams.open` throws
   */
  async save(hostId: string, images: readonly ImageName[], { actor, address }: Reader): Promise<Archive> {
    const { id, name } = await this.hosts.get(hostId);
    const target = `host ${name}`;
    const action = { actor, address, verb: 'image.save', target, detail: { images: [...images] } } as const;
    const stream = await this.actions.recorded(action, () =>
      this.streams.open({ id, name }, { type: 'images.save', request: { images: [...images] } }),
    );
    const [first] = images;
    return archive(stream, name, images.length === 1 && first !== undefined ? first : `${images.length}-images`);
  }

  /**
   * As `docker export`: the whole filesystem of a container.
   * @param containerId the id, or a prefix that only one container of the host has
   * @throws RoadsteadError `host.unknown`, `container.unknown`, and what `HostStreams.open` throws
   */
  async export(hostId: string, containerId: string, { actor, address }: Reader): Promise<Archive> {
    const container = await this.containers.get(hostId, containerId);
    const host = { id: container.hostId, name: container.hostName };
    const target = `container ${host.name}/${container.name}`;
    const detail = { hostId: host.id, containerId: container.id };
    const action = { actor, address, verb: 'container.export', target, detail } as const;
    const stream = await this.actions.recorded(action, () =>
      this.streams.open(host, { type: 'container.export', request: { containerId: container.id } }),
    );
    return archive(stream, host.name, container.name);
  }
}

/** Nothing but a tar is passed on as one, whatever an agent says that it brings. */
function archive(stream: HostStream, host: string, what: string): Archive {
  if (stream.mediaType === TAR_MEDIA_TYPE) return { ...stream, name: `${host}-${what}.tar` };
  stream.body.destroy();
  throw new RoadsteadError('stream.broken-off', { host });
}
