/** What is read of a file: it is no SQLite database, or a damaged one. */
export class NotSqlite extends Error {}

const MAGIC = 'SQLite format 3\0';
const LEAF_TABLE = 0x0d;
const INTERIOR_TABLE = 0x05;
/** Of the first page, before its own header as a page. */
const FILE_HEADER_BYTES = 100;

type Value = Uint8Array | string | undefined;

/**
 * Rows of tables of an SQLite file, without SQL and without any index: as much as rpm's database needs. Files come from images, and images
 * from anybody: no page is read twice, and no more content than there are bytes, so that time and memory grow with the file
 * whatever it says of itself.
 * Source: sqlite.org/fileformat2.html.
 */
export class SqliteFile {
  readonly #view: DataView;
  readonly #pageSize: number;
  /** Bytes of a page that hold content. */
  readonly #usable: number;
  readonly #seen = new Set<number>();
  /** Of the file and of newer pages: cells that lie on one another have more content than that. */
  #bytesLeft: number;

  /**
   * @param overlay pages that are newer than the file's, by number, from its write-ahead log
   * @throws NotSqlite
   */
  constructor(
    private readonly file: Uint8Array,
    private readonly overlay: ReadonlyMap<number, Uint8Array> = new Map(),
  ) {
    const head = overlay.get(1) ?? file;
    this.#view = viewOf(head);
    if (head.length < FILE_HEADER_BYTES || latin1(head.subarray(0, 16)) !== MAGIC) throw new NotSqlite();
    this.#pageSize = pageSizeOf(this.#view.getUint16(16));
    this.#usable = this.#pageSize - this.#view.getUint8(20);
    this.#bytesLeft = file.length + overlay.size * this.#pageSize;
    // 1 is UTF-8, in which rpm's are.
    if (this.#pageSize < 512 || this.#usable < 480 || this.#view.getUint32(56) > 1) throw new NotSqlite();
  }

  /** The rows of a table, each with its columns up to `columns`. @returns undefined: there is no such table. @throws NotSqlite */
  rows(table: string, columns: number): Iterable<Value[]> | undefined {
    for (const [type, name, , root] of this.#table(1, 4, true)) {
      if (type === 'table' && name === table) return this.#table(Number(root), columns);
    }
    return undefined;
  }

  *#table(root: number, columns: number, isSchema = false): Generator<Value[]> {
    const left = [root];
    const pages = this.file.length / this.#pageSize + this.overlay.size;
    for (let number = left.pop(); number !== undefined; number = left.pop()) {
      const page = this.#page(number);
      const view = viewOf(page);
      const at = number === 1 ? FILE_HEADER_BYTES : 0;
      const type = view.getUint8(at);
      const cells = view.getUint16(at + 3);
      const isLeaf = type === LEAF_TABLE;
      if (!isLeaf && type !== INTERIOR_TABLE) throw new NotSqlite();
      const pointers = at + (isLeaf ? 8 : 12);
      if (pointers + 2 * cells > page.length) throw new NotSqlite();
      if (!isLeaf) left.push(view.getUint32(at + 8));
      for (let i = 0; i < cells; i += 1) {
        const cell = view.getUint16(pointers + 2 * i);
        if (isLeaf) yield readRecord(this.#payload(page, cell), columns, isSchema);
        else left.push(u32(view, cell));
      }
      if (left.length > pages) throw new NotSqlite();
    }
  }

  /** Of a cell: its part on the page, and what overflows it. */
  #payload(page: Uint8Array, cell: number): Uint8Array {
    const size = readVarint(page, cell);
    const rowId = readVarint(page, size.next);
    this.#bytesLeft -= size.value;
    if (this.#bytesLeft < 0) throw new NotSqlite();
    const room = this.#usable - 35;
    if (size.value <= room) return slice(page, rowId.next, size.value);
    const least = Math.floor(((this.#usable - 12) * 32) / 255) - 23;
    const most = least + ((size.value - least) % (this.#usable - 4));
    const local = most <= room ? most : least;
    const payload = new Uint8Array(size.value);
    payload.set(slice(page, rowId.next, local));
    let next = u32(viewOf(page), rowId.next + local);
    for (let filled = local; filled < payload.length; ) {
      const more = this.#page(next);
      const part = slice(more, 4, Math.min(this.#usable - 4, payload.length - filled));
      payload.set(part, filled);
      filled += part.length;
      next = u32(viewOf(more), 0);
    }
    return payload;
  }

  /** Pages count from 1. */
  #page(number: number): Uint8Array {
    if (this.#seen.has(number)) throw new NotSqlite();
    this.#seen.add(number);
    const newer = this.overlay.get(number);
    if (newer !== undefined) return newer;
    return slice(this.file, (number - 1) * this.#pageSize, this.#pageSize);
  }
}

/** 1 stands for 65536, which its two bytes cannot say. */
export function pageSizeOf(field: number): number {
  return field === 1 ? 65_536 : field;
}

/** Columns that are neither text nor bytes nor a small number of a schema are left out: undefined. */
function readRecord(record: Uint8Array, columns: number, withNumbers: boolean): Value[] {
  const head = readVarint(record, 0);
  const values: Value[] = [];
  let body = head.value;
  for (let at = head.next; at < head.value && values.length < columns; ) {
    const { value: type, next } = readVarint(record, at);
    at = next;
    const length = lengthOf(type);
    const bytes = slice(record, body, length);
    body += length;
    if (type >= 13 && type % 2 === 1) values.push(utf8(bytes));
    else if (type >= 12) values.push(bytes);
    else values.push(withNumbers && type >= 1 && type <= 4 ? String(readInteger(bytes)) : undefined);
  }
  return values;
}

const FIXED_LENGTHS = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function lengthOf(type: number): number {
  if (type >= 12) return Math.floor((type - 12) / 2);
  const length = FIXED_LENGTHS[type];
  if (length === undefined) throw new NotSqlite();
  return length;
}

function readInteger(bytes: Uint8Array): number {
  return bytes.reduce((value, byte) => value * 256 + byte, 0);
}

/** Seven bits a byte, the highest first; a ninth byte has eight. What no length can be is no database's. */
function readVarint(bytes: Uint8Array, at: number): { value: number; next: number } {
  let value = 0;
  for (let i = 0; i < 9; i += 1) {
    const byte = bytes[at + i];
    if (byte === undefined) throw new NotSqlite();
    value = i === 8 ? value * 256 + byte : value * 128 + (byte & 0x7f);
    if (i === 8 || byte < 0x80) return { value, next: at + i + 1 };
  }
  throw new NotSqlite();
}

function slice(bytes: Uint8Array, from: number, length: number): Uint8Array {
  if (from < 0 || length < 0 || from + length > bytes.length) throw new NotSqlite();
  return bytes.subarray(from, from + length);
}

function u32(view: DataView, at: number): number {
  if (at + 4 > view.byteLength) throw new NotSqlite();
  return view.getUint32(at);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const decoder = new TextDecoder();
const utf8 = (bytes: Uint8Array) => decoder.decode(bytes);
const latin1 = (bytes: Uint8Array) => String.fromCharCode(...bytes);
