import { once } from 'node:events';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { type Extract, extract } from 'tar-stream';

/** The first file of a tar is looked for within so many bytes. */
const MAX_HEAD = 1024 * 1024;

/**
 * The text of a tar's first entry, without taking it from the stream.
 * @param path normalized
 * @returns `first`: undefined where the first entry is none of that path, or a large one; `body`: the tar from its first
 * byte on
 * @throws Error what the stream failed with
 */
export async function peekFirstFile(
  tar: Readable,
  path: string,
): Promise<{ first: string | undefined; body: Readable }> {
  const archive = extract();
  let isOver = false;
  const found = firstEntry(archive, path)
    // What is no tar is for the engine to say.
    .catch(() => undefined)
    .finally(() => {
      isOver = true;
    });
  const kept: Buffer[] = [];
  let size = 0;
  let ended = true;
  try {
    for await (const chunk of tar.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      kept.push(chunk);
      size += chunk.length;
      if (!archive.write(chunk)) await Promise.race([found, once(archive, 'drain')]);
      // What is whole has then been read: more may be long in coming.
      await turn();
      if (isOver || size >= MAX_HEAD) {
        ended = false;
        break;
      }
    }
    const body = restored(tar, Buffer.concat(kept), ended);
    archive.end(null);
    return { first: ended || isOver ? await found : undefined, body };
  } finally {
    archive.destroy();
  }
}

/** A stream that has told its end takes nothing back. */
function restored(tar: Readable, head: Buffer, ended: boolean): Readable {
  if (!ended && !tar.readableEnded) {
    tar.unshift(head);
    return tar;
  }
  tar.destroy();
  return Readable.from([head], { objectMode: false });
}

async function firstEntry(archive: Extract, path: string): Promise<string | undefined> {
  for await (const entry of archive) {
    return posix.normalize(entry.header.name) === path ? await text(entry) : undefined;
  }
  return undefined;
}
