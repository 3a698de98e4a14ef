import { Readable } from 'node:stream';
import { pack as newTar, type Pack } from 'tar-stream';
import { archiveError } from '../archive/archive-error.js';
import { openTar } from '../archive/open-tar.js';
import { type TarEntry, type TarHeader, tarEntries } from '../archive/tar-entries.js';
import { ContextPaths } from './context-paths.js';
import type { ContextFile, ContextSource, JudgedContext } from './scan-context.js';

/** Of the extended headers only these are sent on: what else they may say would stand above what was judged. */
const XATTR = 'SCHILY.xattr.';

/**
 * A context as a plain tar, with its Dockerfile first. Each entry is judged again and written anew, so that the engine reads
 * what was judged, and not what another reader of the same bytes would see.
 */
export function sendContext(source: ContextSource, judged: JudgedContext): Readable {
  const pack = newTar();
  const sending = write(source, judged, pack).then(
    () => pack.finalize(),
    (error: unknown) => pack.destroy(archiveError(error, source.filename) as Error),
  );
  const body = Readable.from(pack, { objectMode: false });
  // Whoever reads has enough: what is still being read ends with it.
  body.once('close', () => pack.destroy());
  void sending;
  return body;
}

/** The context of a Dockerfile that comes alone. */
export function dockerfileAlone(text: string, name: string): Readable {
  const pack = newTar();
  pack.entry({ name, mtime: new Date(0) }, text);
  pack.finalize();
  return Readable.from(pack, { objectMode: false });
}

async function write(source: ContextSource, { ignore, dockerfile }: JudgedContext, pack: Pack): Promise<void> {
  if (dockerfile !== undefined) await addFile(pack, source.dockerfile, dockerfile);
  const sent = dockerfile === undefined ? undefined : source.dockerfile;
  const paths = new ContextPaths();
  for await (const entry of tarEntries(await openTar(await source.read()), source.limits)) {
    const path = paths.admit(entry.header);
    if (path === '' || path === sent || ignore.leavesOut(path)) continue;
    await add(pack, headerOf(entry.header, path), entry);
  }
}

function addFile(pack: Pack, path: string, { header, bytes }: ContextFile): Promise<void> {
  return new Promise((resolve, reject) => {
    pack.entry(headerOf(header, path), bytes, (error) => (error ? reject(error) : resolve()));
  });
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

/** As the docker command sends it: everything belongs to root. */
function headerOf({ pax, ...header }: TarHeader, path: string): TarHeader {
  const { type, size } = header;
  const isFile = type === 'file' || type === 'contiguous-file';
  const xattrs = Object.entries(pax ?? {}).filter(([key]) => key.startsWith(XATTR));
  return {
    ...header,
    name: type === 'directory' ? `${path}/` : path,
    type: isFile ? 'file' : type,
    size: isFile ? size : 0,
    uid: 0,
    gid: 0,
    uname: '',
    gname: '',
    pax: xattrs.length === 0 ? null : Object.fromEntries(xattrs),
  };
}
