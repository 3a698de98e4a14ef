import { PassThrough, Readable } from 'node:stream';
import { RoadsteadError } from '@roadstead/domain';
import { pack as newTar, type Pack } from 'tar-stream';
import { type TarEntry, type TarHeader, type TarLimits, tarEntries } from '../job-inputs/archive/tar-entries.js';
import { ContextPaths } from '../job-inputs/context/context-paths.js';

/** To whom what is written belongs. Modes are permission bits. */
export interface Ownership {
  readonly uid: number;
  readonly gid: number;
  readonly fileMode: number;
  readonly directoryMode: number;
}

/** What has been passed on so far. */
export interface UploadCounts {
  files: number;
  directories: number;
  bytes: number;
}

/**
 * An upload as a tar for the engine. Each entry is judged and written anew, so that the engine reads what was judged:
 * nothing lies outside of the directory or leads out of it, and nothing is a device.
 *
 * INVARIANT: `failure` is what was wrong with the upload, whatever the engine made of its breaking off.
 */
export class UploadTar {
  readonly stream: Readable;
  readonly counts: UploadCounts = { files: 0, directories: 0, bytes: 0 };
  failure: RoadsteadError | undefined;

  constructor(
    private readonly source: Readable,
    private readonly owner: Ownership,
    private readonly limits: TarLimits,
    /** What a broken upload is called. */
    private readonly container: string,
  ) {
    const pack = newTar();
    const writing = this.#write(pack).then(
      () => pack.finalize(),
      (error: unknown) => {
        // Where its reader has left, that is no fault of the upload.
        if (!this.stream.destroyed) this.failure = this.#failureOf(error);
        pack.destroy(this.failure);
      },
    );
    this.stream = Readable.from(pack, { objectMode: false });
    // Nobody reads it any more: what is still being read ends with it.
    this.stream.once('close', () => pack.destroy());
    this.stream.on('error', () => undefined);
    void writing;
  }

  async #write(pack: Pack): Promise<void> {
    const paths = new ContextPaths();
    for await (const entry of tarEntries(detached(this.source), this.limits)) {
      const path = paths.admit(entry.header);
      if (path === '') continue;
      const header = this.#headerOf(entry.header, path);
      await add(pack, header, entry);
      if (header.type === 'directory') this.counts.directories += 1;
      else this.counts.files += 1;
      this.counts.bytes += header.size ?? 0;
    }
    if (this.counts.files + this.counts.directories === 0)
      throw new RoadsteadError('request.invalid', { problem: 'the upload holds no file and no directory' });
  }

  #headerOf({ name: _name, type, size, mtime, linkname }: TarHeader, path: string): TarHeader {
    const { uid, gid, fileMode, directoryMode } = this.owner;
    const isFile = type === 'file' || type === 'contiguous-file';
    return {
      name: type === 'directory' ? `${path}/` : path,
      type: isFile ? 'file' : type,
      size: isFile ? size : 0,
      mode: type === 'directory' ? directoryMode : fileMode,
      uid,
      gid,
      mtime,
      linkname,
    } as TarHeader;
  }

  #failureOf(error: unknown): RoadsteadError {
    if (error instanceof RoadsteadError) {
      if (error.code === 'context.unsafe') return new RoadsteadError('file.upload-unsafe', error.detail);
      if (error.code === 'context.too-large') return new RoadsteadError('file.upload-too-large', error.detail);
      return error;
    }
    const reason = error instanceof Error ? error.message : String(error);
    return new RoadsteadError('file.upload-broken-off', { container: this.container, reason }, { cause: error });
  }
}

/** A tar of one empty directory. */
export function directoryTar(name: string, { uid, gid, directoryMode }: Omit<Ownership, 'fileMode'>): Readable {
  const pack = newTar();
  pack.entry({ name: `${name}/`, type: 'directory', mode: directoryMode, uid, gid, mtime: new Date() });
  pack.finalize();
  return Readable.from(pack, { objectMode: false });
}

/** The same bytes; whoever destroys them leaves the source as it is: a request, whose connection is needed for the answer. */
function detached(source: Readable): Readable {
  const bytes = new PassThrough();
  const brokenOff = () => bytes.destroy(new Error('the sender went away'));
  source.once('error', brokenOff);
  source.once('close', () => {
    if (!source.readableEnded) brokenOff();
  });
  return source.pipe(bytes);
}

function add(pack: Pack, header: TarHeader, body: TarEntry): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null) => (error ? reject(error) : resolve());
    if (header.type !== 'file' || header.size === 0) {
      pack.entry(header, '', done);
      return;
    }
    const sink = pack.entry(header, done);
    // Each may fail after the other did, and an error that nobody listens to ends the process.
    body.on('error', reject);
    sink.on('error', reject);
    body.pipe(sink);
  });
}
