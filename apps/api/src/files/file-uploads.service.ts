import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { FileUploaded } from '@roadstead/contract';
import { directoryOf, nameOf, PutLine, ROOT_PATH, RoadsteadError } from '@roadstead/domain';
import { LINES_MEDIA_TYPE, TAR_MEDIA_TYPE } from '@roadstead/protocol';
import { agentRefusal } from '../agents/agent-refusal.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { DownStreams } from '../streams/down-streams.service.js';
import { HostStreams } from '../streams/host-streams.service.js';
import { type ContainerPlace, type Reader, withName } from './container-place.js';
import { FileActions } from './file-actions.js';
import { FileLines } from './file-lines.js';
import { FilesService } from './files.service.js';
import { directoryTar, type Ownership, UploadTar } from './upload-tar.js';

/** More files than anybody brings from a browser. */
const MAX_ENTRIES = 100_000;

/** Writes files into containers, through the agents of their hosts. */
@Injectable()
export class FileUploads {
  readonly #limits: { maxBytes: number; maxEntries: number };

  constructor(
    private readonly files: FilesService,
    private readonly down: DownStreams,
    private readonly streams: HostStreams,
    private readonly actions: FileActions,
    @Inject(CONFIG) { uploads }: Config,
  ) {
    this.#limits = { maxBytes: uploads.maxBytes, maxEntries: MAX_ENTRIES };
  }

  /**
   * Writes what the tar holds into the directory, as it comes.
   * @throws RoadsteadError `file.*`, `container.unknown`, `request.invalid`, and what `HostStreams.open` throws
   */
  upload(place: ContainerPlace, tar: Readable, owner: Ownership, reader: Reader): Promise<FileUploaded> {
    return this.actions.recorded('files.upload', place, reader, async () => {
      await this.files.requireDirectory(place);
      const upload = new UploadTar(tar, owner, this.#limits, place.container);
      try {
        await this.#put(place, upload.stream);
      } catch (error) {
        throw upload.failure ?? error;
      }
      // An engine may take a tar that breaks off for whole.
      if (upload.failure !== undefined) throw upload.failure;
      return upload.counts;
    });
  }

  /** @throws RoadsteadError `file.exists`, and as `upload` */
  createDirectory(place: ContainerPlace, owner: Omit<Ownership, 'fileMode'>, reader: Reader): Promise<void> {
    return this.actions.recorded('files.create-directory', place, reader, async () => {
      const { path, container } = place;
      if (path === ROOT_PATH) throw new RoadsteadError('file.exists', { path, container });
      const above = { ...place, path: directoryOf(path) };
      await this.files.requireDirectory(above);
      if ((await this.files.find(place)) !== undefined) throw new RoadsteadError('file.exists', { path, container });
      await this.#put(above, directoryTar(nameOf(path), owner));
    });
  }

  /** Resolves once the engine has said that it unpacked all. */
  async #put(place: ContainerPlace, tar: Readable): Promise<void> {
    const { host, containerId, path } = place;
    const offer = await this.down.offer(host.id, tar, TAR_MEDIA_TYPE);
    try {
      const request = { containerId, path, input: offer.ticket };
      const stream = await this.streams.open(host, { type: 'files.put', request });
      const last = stream.mediaType === LINES_MEDIA_TYPE ? await lastLine(stream.body, host.name) : undefined;
      if (last?.type === 'done') return;
      throw last === undefined
        ? new RoadsteadError('stream.broken-off', { host: host.name })
        : agentRefusal(RoadsteadError.fromBody(last.error), host);
    } catch (error) {
      throw brokenOff(withName(error, place), place);
    } finally {
      offer.withdraw();
      tar.destroy();
    }
  }
}

/** Nothing is claimed of what broke off: files that came before may be there. */
function brokenOff(error: unknown, { container }: ContainerPlace): unknown {
  if (!(error instanceof RoadsteadError) || error.code !== 'stream.broken-off') return error;
  return new RoadsteadError('file.upload-broken-off', { container, reason: error.message }, { cause: error });
}

async function lastLine(body: Readable, host: string): Promise<PutLine | undefined> {
  let last: PutLine | undefined;
  const lines = new FileLines(PutLine, host, (line) => {
    last = line;
  });
  try {
    lines.resume();
    await pipeline(body, lines);
    return last;
  } catch (cause) {
    throw new RoadsteadError('stream.broken-off', { host }, { cause });
  }
}
