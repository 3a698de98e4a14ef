import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ArchiveUpload } from './archive-upload.js';

const MIB = 1024 * 1024;

function upload(
  body: Readable,
  { size, signal = new AbortController().signal }: { size?: number; signal?: AbortSignal } = {},
) {
  const told: number[] = [];
  const archive = new ArchiveUpload({ body, mediaType: 'application/x-tar', size } as never, signal, () => {
    told.push(archive.snapshot(told.length).bytesDone);
  });
  return { archive, told };
}

describe('an archive on its way to the engine', () => {
  it('is sent byte by byte as it came, and tells how far it is', async () => {
    const pieces = [Buffer.alloc(MIB, 1), Buffer.alloc(3, 2), Buffer.alloc(MIB, 3)];
    const { archive, told } = upload(Readable.from(pieces, { objectMode: false }), { size: 2 * MIB + 3 });
    expect(Buffer.concat(pieces).equals(await buffer(archive.stream))).toBe(true);
    expect(told.at(-1)).toBe(2 * MIB + 3);
    expect(archive.snapshot(10)).toMatchObject({ bytesDone: 2 * MIB + 3, bytesTotal: 2 * MIB + 3 });
    expect(archive.failure).toBeUndefined();
  });

  it('is not read before somebody wants it, and then not far ahead of him', async () => {
    const body = new PassThrough({ highWaterMark: 8 * MIB });
    for (let piece = 0; piece < 64; piece += 1) body.write(Buffer.alloc(64 * 1024));
    const { archive, told } = upload(body);
    await turn();
    expect(told).toEqual([]);
    archive.stream.read(1);
    await turn();
    expect(told.at(-1)).toBeGreaterThan(0);
    expect(told.at(-1)).toBeLessThanOrEqual(512 * 1024);
    archive.close();
    expect(body.destroyed).toBe(true);
  });

  it.each([
    ['what it broke off with', (body: PassThrough) => body.destroy(new Error('the line is dead')), 'the line is dead'],
    ['that it ended too early', (body: PassThrough) => body.destroy(), 'Premature close'],
    ['that there is nothing in it', (body: PassThrough) => body.end(), /empty/],
  ])('fails with %s', async (_, end, words) => {
    const body = new PassThrough();
    const { archive } = upload(body);
    const sent = buffer(archive.stream);
    await turn();
    end(body);
    await expect(sent).rejects.toThrow(words);
    expect(archive.failure?.message).toMatch(words);
  });

  it('cuts the connection for a cancel only while there is something to send', async () => {
    const early = new AbortController();
    const { archive } = upload(new PassThrough(), { signal: early.signal });
    early.abort();
    expect(archive.signal.aborted).toBe(true);
    const late = new AbortController();
    const { archive: whole } = upload(Readable.from(['all'], { objectMode: false }), { signal: late.signal });
    await buffer(whole.stream);
    late.abort();
    expect(whole.signal.aborted).toBe(false);
  });
});
