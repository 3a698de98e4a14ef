/** Bytes that tell what an archive is. */
export const HEAD_BYTES = 512;

export type ArchiveKind = 'tar' | 'gzip' | 'bzip2' | 'xz' | 'zstd';

const MAGIC: readonly (readonly [ArchiveKind, Buffer])[] = [
  ['gzip', Buffer.from([0x1f, 0x8b])],
  ['bzip2', Buffer.from('BZh')],
  ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00])],
  ['zstd', Buffer.from([0x28, 0xb5, 0x2f, 0xfd])],
];
/** Where a tar's header has the sum of its bytes, in octal; for the sum itself these count as spaces. */
const SUM_AT = 148;
const SUM_LENGTH = 8;

/** @param head the first `HEAD_BYTES`, or all where there are fewer. @returns undefined for what is no archive */
export function archiveKind(head: Buffer): ArchiveKind | undefined {
  const [kind] = MAGIC.find(([, magic]) => head.subarray(0, magic.length).equals(magic)) ?? [];
  return kind ?? (isTarHeader(head) ? 'tar' : undefined);
}

/** By the sum in its header, which every kind of tar has; a tar without a single entry begins with zeros. */
function isTarHeader(head: Buffer): boolean {
  if (head.length < HEAD_BYTES) return false;
  if (head.every((byte) => byte === 0)) return true;
  const written = Number.parseInt(head.toString('latin1', SUM_AT, SUM_AT + SUM_LENGTH).replace(/[\0 ]/g, ''), 8);
  const bytes = head.map((byte, at) => (at >= SUM_AT && at < SUM_AT + SUM_LENGTH ? 0x20 : byte));
  return bytes.reduce((sum, byte) => sum + byte, 0) === written;
}
