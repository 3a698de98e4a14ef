import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { mergedText } from './merged-log.js';

function entry(second: number, text: string, kind = 1): Buffer {
  const payload = Buffer.from(`2026-01-01T00:00:${String(second).padStart(2, '0')}.000000000Z ${text}`);
  const header = Buffer.alloc(8);
  header.writeUInt8(kind, 0);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** In pieces of three bytes, so that every frame is cut. */
async function* cut(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 3) yield bytes.subarray(at, at + 3);
}

describe('several logs in one text', () => {
  it('has every line in the order of moments, with its container and stream before it', async () => {
    const a = Buffer.concat([entry(1, 'one\n'), entry(4, 'four\n', 2), entry(6, 'no end')]);
    const b = Buffer.concat([entry(2, 'long, '), entry(3, 'in two\n'), entry(5, '\n')]);
    const text = await buffer(
      mergedText([
        { label: 'web/a', body: cut(a) },
        { label: 'web/b', body: cut(b) },
      ]),
    );
    expect(text.toString().replaceAll(/2026\S+:(\d\d)\.\S+/g, '$1')).toBe(
      [
        '01 web/a stdout one',
        '02 web/b stdout long, in two',
        '04 web/a stderr four',
        '05 web/b stdout ',
        '06 web/a stdout no end',
        '',
      ].join('\n'),
    );
  });

  it('fails where a log breaks off: no part is taken for the whole', async () => {
    const broken = entry(1, 'one\n').subarray(0, -2);
    await expect(buffer(mergedText([{ label: 'a', body: cut(broken) }]))).rejects.toThrow('broke off');
  });
});
