import { Readable } from 'node:stream';
import type { ContextFacts } from '@roadstead/contract';
import { pack as newTar, type Pack } from 'tar-stream';
import { archiveError } from '../archive/archive-error.js';
import { openTar } from '../archive/open-tar.js';
import { type TarEntry, type TarHeader, tarEntries } from '../archive/tar-entries.js';
import { ContextDigest } from './context-digest.js';
import { ContextPaths } from './context-paths.js';
import type { ContextFile, ContextSource, JudgedContext } from './scan-context.js';
import { FILE_MODE, sentHeader } from './sent-header.js';

type OnSent = (facts: ContextFacts) => Promise<void>;

/**
 * A context as a plain tar, with its Dockerfile first. Each entry is judged again and written anew, so that the engine reads
 * what was judged, and not what another reader of the same bytes would see.
 * @param onSent told what was sent before the end of it is, which waits for that
 */
export function sendContext(source: ContextSource, judged: JudgedContext, onSent?: OnSent): Readable {
  const pack = newTar();
  const digest = new ContextDigest();
  const sending = write(source, judged, { pack, digest }).then(
    async () => {
      await onSent?.(digest.facts());
      pack.finalize();
    },
    (error: unknown) => pack.destroy(archiveError(error, source.filename) as Error),
  );
  const body = Readable.from(pack, { objectMode: false });
  // Whoever reads has enough: what is still being read ends with it.
  body.once('close', () => pack.destroy());
  void sending;
  return body;
}

/** The context of a Dockerfile that comes alone. */
export function dockerfileAlone(text: string, name: string): { body: Readable; facts: ContextFacts } {
  const pack = newTar();
  const digest = new ContextDigest();
  pack.entry({ name, mtime: new Date(0) }, text);
  pack.finalize();
  digest.add({ name, type: 'file', mode: FILE_MODE }, Buffer.from(text));
  return { body: Readable.from(pack, { objectMode: false }), facts: digest.facts() };
}

interface Target {
  readonly pack: Pack;
  readonly digest: ContextDigest;
}

async function write(source: ContextSource, { ignore, dockerfile }: JudgedContext, target: Target): Promise<void> {
  if (dockerfile !== undefined) await addFile(target, source.dockerfile, dockerfile);
  const sent = dockerfile === undefined ? undefined : source.dockerfile;
  const paths = new ContextPaths();
  for await (const entry of tarEntries(await openTar(await source.read()), source.limits)) {
    const path = paths.admit(entry.header);
    if (path === '' || path === sent || ignore.leavesOut(path)) continue;
    await add(target, sentHeader(entry.header, path), entry);
  }
}

function addFile({ pack, digest }: Target, path: string, { header, bytes }: ContextFile): Promise<void> {
  const sent = sentHeader(header, path);
  digest.add(sent, bytes);
  return new Promise((resolve, reject) => {
    pack.entry(sent, bytes, (error) => (error ? reject(error) : resolve()));
  });
}

function add({ pack, digest }: Target, header: TarHeader, body: TarEntry): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null) => (error ? reject(error) : resolve());
    if (header.type !== 'file' || header.size === 0) {
      digest.add(header);
      pack.entry(header, '', done);
      return;
    }
    const content = digest.content(header);
    const sink = pack.entry(header, (error) => {
      if (!error) content.end();
      done(error);
    });
    // Each may fail after the other did, and an error that nobody listens to ends the process.
    for (const stream of [body, sink]) stream.on('error', reject);
    // Looked at on their way: a stage more would cost more than the digest.
    body.on('data', (chunk) => content.update(chunk as Buffer));
    body.pipe(sink);
  });
}
