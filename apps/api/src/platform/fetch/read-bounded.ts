import type { Readable } from 'node:stream';
import { RoadsteadError } from '@roadstead/domain';
import { reasonOf } from './connection-reasons.js';

/**
 * The whole of a short answer.
 * @param url for the words of an error
 * @throws RoadsteadError `fetch.failed` where it is longer than `maxBytes`, or breaks off
 */
export async function readBounded(body: Readable, maxBytes: number, url: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > maxBytes) throw new Error(`its answer is longer than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw new RoadsteadError('fetch.failed', { url, ...reasonOf(error) }, { cause: error });
  }
  return Buffer.concat(chunks);
}
