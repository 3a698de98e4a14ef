import { viewOf } from './sqlite-file.js';

/** As rpm itself bounds them. */
const MAX_ENTRIES = 65_535;
const ENTRY_BYTES = 16;
/** No name, version or license is longer; what is cut off is no package that is kept. */
const MAX_TEXT = 600;

const TAGS = {
  1000: 'name',
  1001: 'version',
  1002: 'release',
  1003: 'epoch',
  1014: 'license',
  1022: 'architecture',
  1044: 'sourceRpm',
} as const;
type Field = (typeof TAGS)[keyof typeof TAGS];

/** Types of values: a number of 32 bits; and texts, of which the first is taken. */
const INT32 = 4;
const TEXTS = new Set([6, 8, 9]);

export type RpmHeader = Partial<Record<Field, string>>;

/**
 * The few fields of a package's header, as rpm keeps it: an index of entries, and the data that they point into. Undefined where it does not
 * hold together. It goes once over the index and looks at no more of the data than these fields have.
 */
export function readRpmHeader(blob: Uint8Array): RpmHeader | undefined {
  if (blob.length < 8) return undefined;
  const view = viewOf(blob);
  const [entries, bytes] = [view.getUint32(0), view.getUint32(4)];
  const data = 8 + entries * ENTRY_BYTES;
  if (entries > MAX_ENTRIES || data + bytes > blob.length) return undefined;
  const header: RpmHeader = {};
  for (let at = 8; at < data; at += ENTRY_BYTES) {
    const field = (TAGS as Partial<Record<number, Field>>)[view.getUint32(at)];
    // What was put to a header later comes behind, and is not what the package says of itself.
    if (field === undefined || header[field] !== undefined) continue;
    const offset = view.getUint32(at + 8);
    if (offset >= bytes) return undefined;
    const type = view.getUint32(at + 4);
    if (type === INT32 && offset + 4 <= bytes) header[field] = String(view.getUint32(data + offset));
    else if (TEXTS.has(type)) header[field] = textAt(blob.subarray(data + offset, data + bytes));
  }
  return header;
}

const decoder = new TextDecoder();

/** Up to its NUL. */
function textAt(bytes: Uint8Array): string {
  const part = bytes.subarray(0, MAX_TEXT);
  const end = part.indexOf(0);
  return decoder.decode(end < 0 ? part : part.subarray(0, end));
}
