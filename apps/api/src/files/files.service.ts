import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { type ExistingFiles, FILE_VIEW_BYTES, type FileView } from '@roadstead/contract';
import {
  ChangesLine,
  ContainerPath,
  FileListLine,
  type FileStat,
  nameOf,
  pathBelow,
  ROOT_PATH,
  RoadsteadError,
} from '@roadstead/domain';
import { BYTES_MEDIA_TYPE, type FileSource, LINES_MEDIA_TYPE, TAR_MEDIA_TYPE } from '@roadstead/protocol';
import { AgentCommands } from '../agents/agent-commands.service.js';
import { ContainersService } from '../containers/containers.service.js';
import { HostStreams } from '../streams/host-streams.service.js';
import type { HostStream } from '../streams/streams.service.js';
import { type ContainerPlace, type Reader, withName } from './container-place.js';
import { ExactBytes } from './exact-bytes.js';
import { FileActions } from './file-actions.js';
import { FileLines } from './file-lines.js';
import { fileText } from './file-text.js';

/** Many stats take their time on a busy host. */
const STATS_TIMEOUT_MS = 30_000;

export interface FileDownload {
  /** As the file is called in the container; not made safe. */
  readonly name: string;
  readonly mediaType: string;
  /** Bytes, where they are known beforehand. */
  readonly size?: number;
  readonly body: Readable;
}

/** Reads files of containers, through the agents of their hosts. */
@Injectable()
export class FilesService {
  constructor(
    private readonly containers: ContainersService,
    private readonly streams: HostStreams,
    private readonly agents: AgentCommands,
    private readonly actions: FileActions,
  ) {}

  /** @throws RoadsteadError `host.unknown`, `container.unknown`; ZodError for what is no path */
  async place(hostId: string, containerId: string, path: string): Promise<ContainerPlace> {
    const parsed = ContainerPath.parse(path);
    const container = await this.containers.get(hostId, containerId);
    return {
      host: { id: container.hostId, name: container.hostName },
      containerId: container.id,
      container: container.name,
      path: parsed,
    };
  }

  /** Lines of `FileListLine`. @throws RoadsteadError `file.*`, and what `HostStreams.open` throws */
  async list(place: ContainerPlace, fresh: boolean): Promise<Readable> {
    const { containerId, path } = place;
    const stream = await this.#open(
      place,
      { type: 'files.list', request: { containerId, path, fresh } },
      LINES_MEDIA_TYPE,
    );
    return joined(stream.body, new FileLines(FileListLine, place.host.name));
  }

  /** Lines of `ChangesLine`. @throws as `list` */
  async changes(place: ContainerPlace): Promise<Readable> {
    const { containerId } = place;
    const stream = await this.#open(place, { type: 'files.changes', request: { containerId } }, LINES_MEDIA_TYPE);
    return joined(stream.body, new FileLines(ChangesLine, place.host.name));
  }

  /** @throws RoadsteadError `file.*`, and what `HostStreams.open` throws */
  view(place: ContainerPlace, from: 'start' | 'end', reader: Reader): Promise<FileView> {
    return this.actions.recorded('files.view', place, reader, async () => {
      const { stat, place: target } = await this.#followed(place);
      if (stat.type !== 'file') throw notAFile(place);
      const { containerId, path } = target;
      const part = { from, bytes: FILE_VIEW_BYTES };
      const stream = await this.#open(
        place,
        { type: 'files.read', request: { containerId, path, part } },
        BYTES_MEDIA_TYPE,
      );
      const bytes = await whole(stream, place.host.name);
      // Between the two looks a log may have grown.
      const size = Math.max(stat.size, bytes.length);
      const offset = from === 'start' ? 0 : size - bytes.length;
      return {
        ...stat,
        size,
        path: place.path,
        offset,
        bytes: bytes.length,
        ...fileText(bytes, offset, offset + bytes.length < size),
      };
    });
  }

  /** A file as it is, a directory as a tar. @throws as `view` */
  download(place: ContainerPlace, reader: Reader): Promise<FileDownload> {
    return this.actions.recorded('files.download', place, reader, async () => {
      const { stat, place: target } = await this.#followed(place);
      const { containerId, path } = target;
      const name = nameOf(place.path) || place.container;
      if (stat.type === 'directory') {
        const source = { type: 'files.archive', request: { containerId, path } } as const;
        const { body } = await this.#open(place, source, TAR_MEDIA_TYPE);
        return { name: `${name}.tar`, mediaType: TAR_MEDIA_TYPE, body };
      }
      if (stat.type !== 'file') throw notAFile(place);
      const { body, size } = await this.#open(
        place,
        { type: 'files.read', request: { containerId, path } },
        BYTES_MEDIA_TYPE,
      );
      const exact = size === undefined ? body : joined(body, new ExactBytes(size));
      return { name, mediaType: BYTES_MEDIA_TYPE, size, body: exact };
    });
  }

  /** Which of the names are there below the directory. @throws as `view` */
  async existing(place: ContainerPlace, names: readonly string[]): Promise<ExistingFiles> {
    const relative = names.map((name) =>
      pathBelow(place.path, name).slice(place.path === ROOT_PATH ? 1 : place.path.length + 1),
    );
    // Below what is not there, nothing is.
    const tops = [...new Set(relative.map((name) => name.split('/', 1)[0] ?? ''))];
    const topStats = await this.#stats(place, tops);
    const present = new Set(tops.filter((_top, index) => topStats[index] !== null));
    const candidates = relative.filter((name) => present.has(name.split('/', 1)[0] ?? ''));
    const stats = candidates.length === 0 ? [] : await this.#stats(place, candidates);
    return candidates.flatMap((name, index) => {
      const stat = stats[index];
      return stat ? [{ name, type: stat.type, size: stat.size }] : [];
    });
  }

  /** @throws RoadsteadError `file.unknown`, `file.not-a-directory`, `container.unknown` … */
  async requireDirectory(place: ContainerPlace): Promise<void> {
    const { stat } = await this.#followed(place);
    if (stat.type !== 'directory')
      throw new RoadsteadError('file.not-a-directory', { path: place.path, container: place.container });
  }

  /** What there is; undefined where there is nothing. */
  async find(place: ContainerPlace): Promise<FileStat | undefined> {
    const [stat] = await this.#stats(place, [nameOf(place.path)], directoryPlace(place));
    return stat ?? undefined;
  }

  /** A link at the end of the path leads where the engine says, inside of the container. */
  async #followed(place: ContainerPlace): Promise<{ stat: FileStat; place: ContainerPlace }> {
    const stat = await this.#stat(place);
    if (stat.type !== 'link') return { stat, place };
    const target = ContainerPath.safeParse(stat.linkTarget);
    if (!target.success) throw new RoadsteadError('file.unknown', { path: place.path, container: place.container });
    const there = { ...place, path: target.data };
    return { stat: await this.#stat(there), place: there };
  }

  async #stat(place: ContainerPlace): Promise<FileStat> {
    const { containerId, path } = place;
    const { files } = await this.#named(place, () =>
      this.agents.send(place.host, 'files.stat', { containerId, paths: [path] }, STATS_TIMEOUT_MS),
    );
    const [stat] = files;
    if (stat) return stat;
    throw new RoadsteadError('file.unknown', { path, container: place.container });
  }

  async #stats(place: ContainerPlace, names: readonly string[], below = place): Promise<(FileStat | null)[]> {
    const { containerId } = place;
    // Of a single path the agent would say what is wrong with it.
    const paths = [...names.map((name) => pathBelow(below.path, name)), ROOT_PATH];
    const { files } = await this.#named(place, () =>
      this.agents.send(place.host, 'files.stat', { containerId, paths }, STATS_TIMEOUT_MS),
    );
    return files.slice(0, names.length);
  }

  async #open(place: ContainerPlace, source: FileSource, mediaType: string): Promise<HostStream> {
    const stream = await this.#named(place, () => this.streams.open(place.host, source));
    if (stream.mediaType === mediaType) return stream;
    // Nothing else is passed on as such, whatever an agent says that it brings.
    stream.body.destroy();
    throw new RoadsteadError('stream.broken-off', { host: place.host.name });
  }

  async #named<T>(place: ContainerPlace, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw withName(error, place);
    }
  }
}

function directoryPlace(place: ContainerPlace): ContainerPlace {
  return { ...place, path: ContainerPath.parse(place.path.slice(0, place.path.lastIndexOf('/')) || '/') };
}

function notAFile({ path, container }: ContainerPlace): RoadsteadError {
  return new RoadsteadError('file.not-a-file', { path, container });
}

/** Destroying what comes out destroys the host's stream, and the other way round. */
function joined(body: Readable, through: Readable & NodeJS.WritableStream): Readable {
  pipeline(body, through, () => undefined);
  return through;
}

/** @throws RoadsteadError `stream.broken-off` where they are not as many as was said, or more than were asked for */
async function whole({ body, size }: HostStream, host: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > FILE_VIEW_BYTES) throw new Error('more bytes came than were asked for');
      chunks.push(chunk);
    }
    if (length !== size) throw new Error('not all bytes came');
    return Buffer.concat(chunks);
  } catch (error) {
    body.destroy();
    throw new RoadsteadError('stream.broken-off', { host }, { cause: error });
  }
}
