import { RoadsteadError } from '@roadstead/domain';

/** Length of a block; headers are one, bodies are filled up to one. */
export const BLOCK = 512;

export interface TarHeader {
  /** As it stands in the tar. Bytes that are not UTF-8 are shown as `\xHH`. */
  path: string;
  /** The path is not UTF-8. */
  isOpaque: boolean;
  /** POSIX's type flag: `0` file, `1` hard link, `2` symbolic link, `5` directory … */
  type: string;
  /** Bytes of the body. */
  size: number;
  /** Bytes of the file where the body leaves holes out. */
  realSize?: number;
  mode: number;
  uid: number;
  gid: number;
  /** Seconds since 1970. */
  modifiedAt: number;
  linkPath: string;
}

/** What extended headers say of the entry that follows them. */
export type Overrides = Partial<Record<'path' | 'linkpath' | 'size' | 'uid' | 'gid' | 'mtime' | 'realSize', Buffer>>;

/** Fields of a header: offset and length in bytes. Source: POSIX.1-2008, pax, "ustar Interchange Format"; GNU tar's manual. */
const FIELD = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  linkName: [157, 100],
  magic: [257, 8],
  prefix: [345, 155],
  gnuRealSize: [483, 12],
} as const;
const TYPE_AT = 156;
const POSIX_MAGIC = 'ustar\u0000';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** @throws RoadsteadError `archive.invalid` */
export function readHeader(block: Buffer, overrides: Overrides): TarHeader {
  if (checksumOf(block) !== number(block, 'checksum')) {
    throw new RoadsteadError('archive.invalid', { filename: "The engine's tar", problem: 'a header is damaged' });
  }
  const type = String.fromCharCode(block[TYPE_AT] || 0x30);
  const path = words(overrides.path ?? ownPath(block));
  return {
    path: path.text,
    isOpaque: path.isOpaque,
    type,
    size: decimal(overrides.size) ?? number(block, 'size'),
    realSize: decimal(overrides.realSize) ?? (type === 'S' ? number(block, 'gnuRealSize') : undefined),
    mode: number(block, 'mode') & 0o7777,
    uid: decimal(overrides.uid) ?? number(block, 'uid'),
    gid: decimal(overrides.gid) ?? number(block, 'gid'),
    modifiedAt: decimal(overrides.mtime) ?? number(block, 'mtime'),
    linkPath: words(overrides.linkpath ?? text(block, 'linkName')).text,
  };
}

/** Records of a pax header: `<length> <key>=<value>\n`. Keys that say nothing here are left out. */
export function readPax(body: Buffer): Overrides {
  const found: Overrides = {};
  for (let at = 0; at < body.length; ) {
    const space = body.indexOf(0x20, at);
    const length = Number(body.toString('latin1', at, space));
    const equals = body.indexOf(0x3d, space);
    if (space < 0 || equals < 0 || !(length > 0) || equals > at + length) break;
    const key = PAX_KEYS[body.toString('latin1', space + 1, equals)];
    if (key !== undefined) found[key] = body.subarray(equals + 1, at + length - 1);
    at += length;
  }
  return found;
}

const PAX_KEYS: Readonly<Record<string, keyof Overrides>> = {
  path: 'path',
  linkpath: 'linkpath',
  size: 'size',
  uid: 'uid',
  gid: 'gid',
  mtime: 'mtime',
  'GNU.sparse.name': 'path',
  'GNU.sparse.size': 'realSize',
  'GNU.sparse.realsize': 'realSize',
};

/** The bytes before the first NUL. */
export function upToNul(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

function text(block: Buffer, field: keyof typeof FIELD): Buffer {
  const [at, length] = FIELD[field];
  return upToNul(block.subarray(at, at + length));
}

function ownPath(block: Buffer): Buffer {
  const isPosix = block.toString('latin1', FIELD.magic[0], FIELD.magic[0] + 6) === POSIX_MAGIC;
  const prefix = isPosix ? text(block, 'prefix') : Buffer.alloc(0);
  const name = text(block, 'name');
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]);
}

/** Octal digits, or GNU's binary form for what does not fit. */
function number(block: Buffer, field: keyof typeof FIELD): number {
  const [at, length] = FIELD[field];
  const first = block[at] ?? 0;
  if ((first & 0x80) === 0) return Number.parseInt(block.toString('latin1', at, at + length).trim(), 8) || 0;
  let value = first & 0x7f;
  for (let index = 1; index < length; index += 1) value = value * 256 + (block[at + index] ?? 0);
  // Negative ones begin with 0xff; only times are, and before 1970 is as good as 1970.
  return first === 0xff ? 0 : value;
}

function decimal(value: Buffer | undefined): number | undefined {
  const parsed = value === undefined ? Number.NaN : Number(value.toString('latin1'));
  return Number.isFinite(parsed) ? Math.max(0, parsed) : undefined;
}

/** The sum of the header's bytes, its own field taken as blanks. */
function checksumOf(block: Buffer): number {
  const [at, length] = FIELD.checksum;
  let sum = 0x20 * length;
  for (let index = 0; index < BLOCK; index += 1) {
    if (index < at || index >= at + length) sum += block[index] ?? 0;
  }
  return sum;
}

function words(bytes: Buffer): { text: string; isOpaque: boolean } {
  try {
    return { text: utf8.decode(bytes), isOpaque: false };
  } catch {
    const shown = bytes.toString('latin1').replace(/[\x80-\xff]/g, (each) => `\\x${each.charCodeAt(0).toString(16)}`);
    return { text: shown, isOpaque: true };
  }
}
