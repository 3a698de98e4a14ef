import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, it } from '@jest/globals';
import type { ContextFile } from './context-files.js';
import { dataHead, END_OF_STATS, FIN_PACKET, readPacket, statPacket } from './filesync-packets.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** The fields of a message, by their numbers: numbers as they are, bytes in hexadecimal. */
function fieldsOf(bytes: Uint8Array): Record<number, bigint | string> {
  const reader = new BinaryReader(bytes);
  const fields: Record<number, bigint | string> = {};
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    fields[number] = wireType === WireType.Varint ? BigInt(reader.uint64()) : hex(reader.bytes());
  }
  return fields;
}

const text = (words: string) => hex(Buffer.from(words));

/** `Packet.Stat`, field 2. */
function statOf(...[file, sameAs]: Parameters<typeof statPacket>) {
  const { 1: type, 2: stat } = fieldsOf(statPacket(file, sameAs));
  expect(type).toBe(0n);
  return fieldsOf(Buffer.from(String(stat), 'hex'));
}

describe('the packets of a file transfer', () => {
  it('tell of a folder, a link and a file, in the bits of Go', () => {
    const folder: ContextFile = { path: 'd', type: 'folder', mode: 0o1755, mtime: 1_600_000_000 };
    expect(statOf(folder)).toEqual({ 1: text('d'), 2: 0x8010_01edn, 6: 1_600_000_000_000_000_000n });
    const link: ContextFile = { path: 'l', type: 'link', mtime: 0, target: 'd/é' };
    expect(statOf(link)).toEqual({ 1: text('l'), 2: 0x0800_01ffn, 5: 4n, 6: 0n, 7: text('d/é') });
    const content = {
      mode: 0o6644,
      mtime: -1,
      place: { isThere: true },
      size: 5_000_000_000,
      xattrs: { 'user.a': '1' },
    };
    const file: ContextFile = { path: 'f', type: 'file', content };
    const before1970 = BigInt.asUintN(64, -1_000_000_000n);
    expect(statOf(file)).toEqual({
      1: text('f'),
      2: 0x00c0_01a4n,
      5: 5_000_000_000n,
      6: before1970,
      10: `0a06${text('user.a')}1201${text('1')}`,
    });
    expect(statOf(file, 'a')).toMatchObject({ 1: text('f'), 5: 5_000_000_000n, 7: text('a') });
  });

  it('tell of a time that no clock of theirs has', () => {
    const link: ContextFile = { path: 'l', type: 'link', mtime: 20_000_000_000, target: 'd' };
    expect(statOf(link)).toMatchObject({ 6: BigInt.asUintN(64, 20_000_000_000_000_000_000n) });
  });

  it('say where a piece of a file belongs, and that there is no more', () => {
    expect(hex(dataHead(5, 200))).toBe('0802180522c801');
    expect(hex(dataHead(5, 0))).toBe('08021805');
    expect(hex(END_OF_STATS)).toBe('0800');
    expect(hex(FIN_PACKET)).toBe('0803');
  });

  it('are read as an engine sends them', () => {
    const read = (bytes: string) => readPacket(Buffer.from(bytes, 'hex'));
    expect(read('08011807')).toEqual({ type: 'request', id: 7 });
    expect(read('0801')).toEqual({ type: 'request', id: 0 });
    expect(read('0803')).toEqual({ type: 'fin' });
    expect(read('080422026e6f')).toEqual({ type: 'error', message: 'no' });
  });
});
