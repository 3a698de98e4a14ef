import type { LogLine, StreamName } from './log-line';

const MOMENT_LENGTH = 30;
const NONE = new Uint8Array(0);
const decoder = new TextDecoder();

/**
 * A whole line that becomes text when somebody looks at it: most lines of a flood are never looked at.
 *
 * INVARIANT: what has become text holds its bytes no longer, so that the few lines that a filter lets through do not hold
 * on to all that came with them.
 */
export class WrittenLine implements LogLine {
  private moment = '';
  private words = '';

  /** @param bytes with moment and text from `from` to `to`; nobody writes to them any more */
  constructor(
    readonly source: number,
    readonly stream: StreamName,
    private bytes: Uint8Array,
    private readonly from: number,
    private readonly to: number,
  ) {}

  get at(): string {
    if (this.bytes !== NONE) this.decode();
    return this.moment;
  }

  get text(): string {
    if (this.bytes !== NONE) this.decode();
    return this.words;
  }

  private decode(): void {
    const entry = decoder.decode(this.bytes.subarray(this.from, this.to));
    // The moment is of ASCII, so it has as many characters as bytes.
    this.moment = entry.slice(0, MOMENT_LENGTH);
    this.words = entry.slice(MOMENT_LENGTH + 1);
    this.bytes = NONE;
  }
}
