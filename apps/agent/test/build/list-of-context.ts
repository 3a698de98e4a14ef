import { Readable } from 'node:stream';
import type { ContextList, ListedEntry } from '@roadstead/protocol';
import { extract } from 'tar-stream';

/** What the control plane says of a tar before it sends it. */
export async function listOfContext(tar: Buffer): Promise<ContextList> {
  const archive = extract();
  Readable.from([tar], { objectMode: false }).pipe(archive);
  const list: ContextList = [];
  for await (const entry of archive) {
    const { name, type, mode = 0, mtime, size = 0, linkname } = entry.header;
    const seconds = (mtime?.getTime() ?? 0) / 1000;
    list.push({ name, type: type as ListedEntry['type'], mode, mtime: seconds, size, ...(linkname && { linkname }) });
    entry.resume();
  }
  return list;
}
