import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import type { ContextFile, FileContent } from './context-files.js';

// `fsutil.types.Packet` and `.Stat`. Source of the numbers: tonistiigi/fsutil, types/wire.proto and types/stat.proto.

const PACKET = { stat: 0, request: 1, data: 2, fin: 3, error: 4 } as const;

/** Bits of Go's `os.FileMode`. */
const FOLDER = 0x8000_0000;
const LINK = 0x0800_0000;
const SET_UID = 0x0080_0000;
const SET_GID = 0x0040_0000;
const STICKY = 0x0010_0000;

const NANOSECONDS = 1_000_000_000n;
const VARINT = 0;
const BYTES = 2;

export type ReceivedPacket =
  | { readonly type: 'request'; readonly id: number }
  | { readonly type: 'fin' }
  | { readonly type: 'error'; readonly message: string }
  | { readonly type: 'other' };

export const FIN_PACKET = packet(PACKET.fin);
/** After the last file. */
export const END_OF_STATS = packet(PACKET.stat);

/** A file as it is told of. All belong to root. @param sameAs an earlier path with the same content */
export function statPacket(file: ContextFile, sameAs?: string): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, VARINT).int32(PACKET.stat).tag(2, BYTES).fork();
  writer.tag(1, BYTES).string(file.path);
  if (file.type === 'folder') writeMode(writer, FOLDER | modeOf(file.mode), file.mtime);
  else if (file.type === 'link') {
    writer.tag(5, VARINT).int64(Buffer.byteLength(file.target));
    writeMode(writer, LINK | 0o777, file.mtime);
    writer.tag(7, BYTES).string(file.target);
  } else writeContent(writer, file.content, sameAs);
  return writer.join().finish();
}

/** What goes before so many bytes of a file. Without any they say that it has no more. */
export function dataHead(id: number, length: number): Uint8Array {
  const writer = new BinaryWriter().tag(1, VARINT).int32(PACKET.data).tag(3, VARINT).uint32(id);
  if (length > 0) writer.tag(4, BYTES).uint32(length);
  return writer.finish();
}

export function readPacket(bytes: Uint8Array): ReceivedPacket {
  const reader = new BinaryReader(bytes);
  let type: number = PACKET.stat;
  let id = 0;
  let data = '';
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (number === 1) type = reader.int32();
    else if (number === 3) id = reader.uint32();
    else if (number === 4) data = Buffer.from(reader.bytes()).toString('utf8');
    else reader.skip(wireType, number);
  }
  if (type === PACKET.request) return { type: 'request', id };
  if (type === PACKET.error) return { type: 'error', message: data };
  return { type: type === PACKET.fin ? 'fin' : 'other' };
}

function packet(type: number): Uint8Array {
  return new BinaryWriter().tag(1, VARINT).int32(type).finish();
}

function writeContent(writer: BinaryWriter, content: FileContent, sameAs: string | undefined): void {
  const { mode, mtime, size, xattrs } = content;
  writer.tag(5, VARINT).int64(size);
  writeMode(writer, modeOf(mode), mtime);
  if (sameAs !== undefined) writer.tag(7, BYTES).string(sameAs);
  for (const [name, value] of Object.entries(xattrs)) {
    writer.tag(10, BYTES).fork().tag(1, BYTES).string(name).tag(2, BYTES).bytes(Buffer.from(value)).join();
  }
}

/** A time that is centuries away wraps around, as it does in Go. */
function writeMode(writer: BinaryWriter, mode: number, mtime: number): void {
  writer.tag(2, VARINT).uint32(mode >>> 0);
  writer.tag(6, VARINT).int64(BigInt.asIntN(64, BigInt(mtime) * NANOSECONDS));
}

function modeOf(mode: number): number {
  const special = (mode & 0o4000 ? SET_UID : 0) | (mode & 0o2000 ? SET_GID : 0) | (mode & 0o1000 ? STICKY : 0);
  return (mode & 0o777) | special;
}
