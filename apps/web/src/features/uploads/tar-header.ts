const BLOCK = 512;
/** Room of the fields of a ustar header, in bytes. Source: POSIX.1-2008, pax, "ustar Interchange Format". */
const NAME = 100;
const PREFIX = 155;
const MAX_OCTAL_SIZE = 8 ** 11 - 1;

export interface TarEntry {
  /** Relative, with slashes; that of a directory ends with one. */
  path: string;
  /** Bytes; 0 of a directory. */
  size: number;
  /** Permission bits. */
  mode: number;
  /** Seconds since 1970. */
  modifiedAt: number;
}

const encoder = new TextEncoder();

/**
 * What comes before an entry's bytes in a tar archive: one block, or three where the path or the size does not fit into
 * one (a pax header tells it then).
 */
export function tarHeader(entry: TarEntry): Uint8Array<ArrayBuffer> {
  const split = splitPath(entry.path);
  const records: Record<string, string> = {
    ...(split === undefined ? { path: entry.path } : {}),
    ...(entry.size > MAX_OCTAL_SIZE ? { size: String(entry.size) } : {}),
  };
  const type = entry.path.endsWith('/') ? '5' : '0';
  const own = block({ ...entry, size: Math.min(entry.size, MAX_OCTAL_SIZE) }, type, split ?? ['', 'long-path']);
  if (Object.keys(records).length === 0) return own;
  const words = paxRecords(records);
  const pax = block({ ...entry, path: '', size: words.length }, 'x', ['', 'PaxHeaders/entry']);
  return joined([pax, words, padding(words.length), own]);
}

/** What follows an entry's bytes, so that the next one begins at a whole block. */
export function padding(size: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array((BLOCK - (size % BLOCK)) % BLOCK);
}

/** What an archive ends with. */
export function tarEnd(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(2 * BLOCK);
}

function block({ size, mode, modifiedAt }: TarEntry, type: string, [prefix, name]: [string, string]) {
  const header = new Uint8Array(BLOCK);
  const write = (at: number, text: string) => header.set(encoder.encode(text), at);
  write(0, name);
  write(100, octal(mode, 8));
  write(108, octal(0, 8));
  write(116, octal(0, 8));
  write(124, octal(size, 12));
  write(136, octal(Math.max(0, Math.floor(modifiedAt)), 12));
  write(148, ' '.repeat(8));
  write(156, type);
  write(257, 'ustar\u000000');
  write(345, prefix);
  const sum = header.reduce((total, byte) => total + byte, 0);
  write(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return header;
}

/** Digits to fill a field of `width` bytes, the last of them a NUL. */
function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`;
}

/** The path as prefix and name; undefined where it fits in no such way, or is not plain ASCII. */
function splitPath(path: string): [string, string] | undefined {
  if (!/^[\x20-\x7e]*$/.test(path)) return undefined;
  if (path.length <= NAME) return ['', path];
  const slash = path.indexOf('/', path.length - NAME - 1);
  const fits = slash > 0 && slash <= PREFIX && slash < path.length - 1;
  return fits ? [path.slice(0, slash), path.slice(slash + 1)] : undefined;
}

/** `<length of the whole record> <name>=<value>\n` */
function paxRecords(records: Record<string, string>): Uint8Array<ArrayBuffer> {
  const lines = Object.entries(records).map(([name, value]) => {
    const rest = ` ${name}=${value}\n`;
    const bytes = encoder.encode(rest).length;
    const digits = String(bytes + String(bytes + 2).length).length;
    return `${bytes + digits}${rest}`;
  });
  return encoder.encode(lines.join(''));
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
