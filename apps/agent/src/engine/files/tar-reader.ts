import { RoadsteadError } from '@roadstead/domain';
import { BLOCK, type Overrides, readHeader, readPax, type TarHeader, upToNul } from './tar-header.js';

/** Of an extended header: no path is as long. */
const MAX_EXTENDED = 1024 * 1024;
/** pax for the next entry and for all, GNU's long path and long target of a link. */
const EXTENDED = new Set(['x', 'g', 'L', 'K']);
/** In the block of an old sparse header, and in those that go on with its map: whether another follows. */
const SPARSE_MORE_AT = 482;
const SPARSE_NEXT_MORE_AT = 504;

export interface TarListener {
  entry(header: TarHeader): void;
  /** Bytes of the entry that came last; absent: they are skipped. */
  body?(bytes: Buffer): void;
}

/**
 * Reads a tar as it comes, in pieces of any size: headers are told, bodies skipped without a look at them. Takes what
 * engines and GNU tar write: ustar, pax and GNU headers, sparse files of all their forms.
 */
export class TarReader {
  readonly #block = Buffer.alloc(BLOCK);
  /** Bytes of `#block` that are there. */
  #filled = 0;
  #bodyLeft = 0;
  #paddingLeft = 0;
  /** Of the extended header that is being gathered. */
  #extended: { type: string; bytes: Buffer[] } | undefined;
  #overrides: Overrides = {};
  #isSparseMap = false;
  #sparse: TarHeader | undefined;
  #ended = false;

  constructor(private readonly listener: TarListener) {}

  /** The end of a tar has come: a block of zeros. */
  get isEnded(): boolean {
    return this.#ended;
  }

  /** @throws RoadsteadError `archive.invalid` where it is no tar */
  write(chunk: Buffer): void {
    for (let at = 0; at < chunk.length && !this.#ended; ) {
      if (this.#bodyLeft > 0) {
        const part = Math.min(this.#bodyLeft, chunk.length - at);
        this.#takeBody(chunk, at, part);
        at += part;
      } else if (this.#paddingLeft > 0) {
        const part = Math.min(this.#paddingLeft, chunk.length - at);
        this.#paddingLeft -= part;
        at += part;
      } else {
        const part = Math.min(BLOCK - this.#filled, chunk.length - at);
        chunk.copy(this.#block, this.#filled, at, at + part);
        this.#filled += part;
        at += part;
        if (this.#filled === BLOCK) this.#takeBlock();
      }
    }
  }

  #takeBody(chunk: Buffer, at: number, length: number): void {
    this.#bodyLeft -= length;
    const bytes = () => chunk.subarray(at, at + length);
    if (this.#extended === undefined) {
      this.listener.body?.(bytes());
      return;
    }
    this.#extended.bytes.push(Buffer.from(bytes()));
    if (this.#bodyLeft === 0) this.#readExtended();
  }

  #takeBlock(): void {
    this.#filled = 0;
    if (this.#isSparseMap) this.#takeSparseMap();
    else if (this.#block.every((byte) => byte === 0)) this.#ended = true;
    else this.#takeHeader();
  }

  #takeHeader(): void {
    const own = readHeader(this.#block, {});
    if (EXTENDED.has(own.type)) {
      if (own.size > MAX_EXTENDED) throw tooLong();
      this.#extended = { type: own.type, bytes: [] };
      this.#expect(own.size);
      if (own.size === 0) this.#readExtended();
      return;
    }
    const header = readHeader(this.#block, this.#overrides);
    this.#overrides = {};
    if (header.type === 'S' && this.#block[SPARSE_MORE_AT] === 1) {
      this.#isSparseMap = true;
      this.#sparse = header;
      return;
    }
    this.#tell(header);
  }

  /** The map of an old sparse file may go on in blocks of its own, before its body. */
  #takeSparseMap(): void {
    if (this.#block[SPARSE_NEXT_MORE_AT] === 1) return;
    this.#isSparseMap = false;
    if (this.#sparse !== undefined) this.#tell(this.#sparse);
    this.#sparse = undefined;
  }

  #tell(header: TarHeader): void {
    // Only files have a body, whatever a link's header says of the size of what it leads to.
    this.#expect(/[123456]/.test(header.type) ? 0 : header.size);
    this.listener.entry(header);
  }

  #expect(bytes: number): void {
    this.#bodyLeft = bytes;
    this.#paddingLeft = (BLOCK - (bytes % BLOCK)) % BLOCK;
  }

  #readExtended(): void {
    const { type, bytes } = this.#extended ?? { type: '', bytes: [] };
    this.#extended = undefined;
    const whole = Buffer.concat(bytes);
    if (type === 'x') Object.assign(this.#overrides, readPax(whole));
    else if (type === 'L') this.#overrides.path = upToNul(whole);
    else if (type === 'K') this.#overrides.linkpath = upToNul(whole);
  }
}

function tooLong(): RoadsteadError {
  return new RoadsteadError('archive.invalid', { filename: "The engine's tar", problem: 'a header is too long' });
}
