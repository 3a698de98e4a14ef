import type { LogLine } from './log-line';

/** A line waits so long for older ones of other containers. */
export const REORDER_MS = 500;
/** With more lines waiting than this, the oldest go on at once. */
const MAX_WAITING = 20_000;

interface Waiting {
  line: LogLine;
  /** When it came, in milliseconds of the page's clock. */
  came: number;
}

/**
 * Puts the lines of several containers in the order of their moments. Each waits a little for others that are older: the
 * hosts do not send at the same pace. A line that comes later than that is shown late rather than not at all.
 */
export class MergeWindow {
  /** In order of moment; of one moment, in the order in which they came. */
  #waiting: Waiting[] = [];

  get length(): number {
    return this.#waiting.length;
  }

  add(line: LogLine, now: number): void {
    let at = this.#waiting.length;
    // A notice has no moment: it stays behind the line after which it came.
    if (line.at !== '') while (at > 0 && (this.#waiting[at - 1]?.line.at ?? '') > line.at) at -= 1;
    if (at === this.#waiting.length) this.#waiting.push({ line, came: now });
    else this.#waiting.splice(at, 0, { line, came: now });
  }

  /** Lines that have waited long enough, and those before them. */
  release(now: number): LogLine[] {
    let count = Math.max(0, this.#waiting.length - MAX_WAITING);
    for (let index = this.#waiting.length - 1; index >= count; index -= 1) {
      if ((this.#waiting[index] as Waiting).came <= now - REORDER_MS) count = index + 1;
    }
    return this.#take(count);
  }

  /** All of them. */
  flush(): LogLine[] {
    return this.#take(this.#waiting.length);
  }

  #take(count: number): LogLine[] {
    return this.#waiting.splice(0, count).map(({ line }) => line);
  }
}

/**
 * Joins pages of several containers that end at the same moment. What is older than the oldest line of any page with more
 * before it is left out: the others may have lines there that are not at hand yet.
 */
export function joinOlder(pages: readonly { lines: readonly LogLine[]; hasMore: boolean }[]): LogLine[] {
  const bounds = pages.filter(({ hasMore }) => hasMore).map(({ lines }) => lines[0]?.at ?? '');
  const from = bounds.sort().at(-1) ?? '';
  return inOrder(pages.flatMap(({ lines }) => lines)).filter(({ at }) => at >= from);
}

/** As `joinOlder`, for pages that begin at the same moment. */
export function joinNewer(pages: readonly { lines: readonly LogLine[]; hasMore: boolean }[]): LogLine[] {
  const bounds = pages.filter(({ hasMore }) => hasMore).map(({ lines }) => lines.at(-1)?.at ?? '');
  const to = bounds.sort()[0] ?? '\uffff';
  return inOrder(pages.flatMap(({ lines }) => lines)).filter(({ at }) => at <= to);
}

function inOrder(lines: LogLine[]): LogLine[] {
  return lines.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
