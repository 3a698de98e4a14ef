import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from '@jest/globals';
import { pack } from 'tar-stream';
import { TarEnd } from './tar-end.js';

async function tar(): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: 'layer' }, 'bytes');
  archive.finalize();
  return buffer(archive);
}

/** In pieces of so many bytes. */
async function pass(bytes: Buffer, size: number): Promise<Buffer> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
  const end = new TarEnd();
  const [, passed] = await Promise.all([pipeline(Readable.from(pieces), end), buffer(end)]);
  return passed;
}

describe('TarEnd', () => {
  it.each([1, 100, 1024, 65_536])('passes a whole tar on as it is, in pieces of %d bytes', async (size) => {
    const whole = await tar();
    expect(await pass(whole, size)).toEqual(whole);
  });

  it('fails for a tar that an error of the engine was appended to, and says it', async () => {
    const broken = Buffer.concat([await tar(), Buffer.from('{"message":"write /layer: broken"}\n')]);
    await expect(pass(broken, 100)).rejects.toThrow('write /layer: broken');
  });

  it('fails for a tar that ends too early, and for nothing', async () => {
    const whole = await tar();
    await expect(pass(whole.subarray(0, whole.length - 512), 100)).rejects.toThrow('tar ends');
    await expect(pass(Buffer.alloc(0), 1)).rejects.toThrow('tar ends');
  });
});
