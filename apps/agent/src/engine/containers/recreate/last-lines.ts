import type { ContainerId } from '@roadstead/domain';
import { FRAME_HEADER_BYTES } from '@roadstead/protocol';
import type { EngineApi } from '../../engine-api.js';
import { FrameCutter } from '../../logs/log-frames.js';

const LINES = 50;
const MAX_BYTES = 64 * 1024;

/** What a container wrote last, before it is removed; nothing where its log cannot be read. */
export async function lastLines(api: EngineApi, id: ContainerId, tty: boolean): Promise<string[]> {
  try {
    const query = { stdout: true, stderr: true, tail: LINES };
    const bytes = await read(api, `/containers/${id}/logs`, query);
    const text = tty ? bytes.toString() : textOf(new FrameCutter().take(bytes));
    return text.split(/\r?\n/).filter((line) => line !== '');
  } catch {
    return [];
  }
}

async function read(api: EngineApi, path: string, query: Record<string, boolean | number>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of await api.stream({ method: 'GET', path, query })) {
    chunks.push(chunk as Buffer);
    size += (chunk as Buffer).length;
    if (size > MAX_BYTES) break;
  }
  return Buffer.concat(chunks);
}

function textOf(frames: Buffer): string {
  const texts: Buffer[] = [];
  for (let at = 0; at < frames.length; ) {
    const end = at + FRAME_HEADER_BYTES + frames.readUInt32BE(at + 4);
    texts.push(frames.subarray(at + FRAME_HEADER_BYTES, end));
    at = end;
  }
  return Buffer.concat(texts).toString();
}
