import type { FileView } from '@roadstead/contract';

/** Of what is no text, so many bytes are shown. */
const HEAD_BYTES = 4096;
/** Bytes of UTF-8 that go on with a character. */
const CONTINUATION = /^[\x80-\xbf]{1,3}/;
/** Control characters that texts do hold: tab, line ends, form feed, the escape of colours. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);

type Shown = Pick<FileView, 'encoding' | 'text' | 'head'>;

/**
 * A part of a file as text, if it is text.
 * @param startsAt its first byte in the file
 * @param isCut more of the file comes after it
 */
export function fileText(bytes: Buffer, startsAt: number, isCut: boolean): Shown {
  const marked = bytes.length >= 2 && startsAt === 0 ? bytes.readUInt16BE(0) : 0;
  if (marked === 0xfffe) return { encoding: 'utf-16le', text: decode('utf-16le', bytes, true) };
  if (marked === 0xfeff) return { encoding: 'utf-16be', text: decode('utf-16be', bytes, true) };
  const latin1 = bytes.toString('latin1');
  if (bytes.some(isNoText)) return { encoding: 'binary', head: bytes.subarray(0, HEAD_BYTES).toString('base64') };
  // A character may be cut in two at either end of the part.
  const cut = startsAt === 0 ? 0 : (CONTINUATION.exec(latin1)?.[0].length ?? 0);
  try {
    return { encoding: 'utf-8', text: decode('utf-8', bytes.subarray(cut), isCut) };
  } catch {
    return { encoding: 'iso-8859-1', text: latin1 };
  }
}

function decode(encoding: string, bytes: Buffer, isCut: boolean): string {
  return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: isCut });
}

function isNoText(byte: number): boolean {
  return (byte < 0x20 && !TEXT_CONTROLS.has(byte)) || byte === 0x7f;
}
