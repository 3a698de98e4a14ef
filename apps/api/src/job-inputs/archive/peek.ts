import { Readable } from 'node:stream';

/**
 * The first bytes of a stream, without taking them from it.
 * @returns at most `length` bytes, fewer where there are no more, and the stream from its first byte on
 */
export async function peek(source: Readable, length: number): Promise<{ head: Buffer; body: Readable }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= length) break;
  }
  const read = Buffer.concat(chunks);
  const head = read.subarray(0, length);
  if (size < length) return { head, body: Readable.from([read], { objectMode: false }) };
  source.unshift(read);
  return { head, body: source };
}
