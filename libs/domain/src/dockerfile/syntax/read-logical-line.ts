import { isBlank, isComment, type LineReader, type PhysicalLine } from './line-reader.js';
import { LogicalLine } from './logical-line.js';
import type { Span } from './text-positions.js';

export interface ReadLine {
  readonly line: LogicalLine;
  /** Blank lines between continued ones, line breaks left out: Docker skips them, and warns. */
  readonly blankLines: readonly Span[];
  /** The escape character that continues the last line although the file ends there. */
  readonly danglingEscape?: Span;
}

/** Joins a line with all that continue it. Comments and blank lines between them do not end it. */
export function readLogicalLine(first: PhysicalLine, lines: LineReader, escapeChar: string): ReadLine {
  const pieces: { text: string; source: number }[] = [];
  const blankLines: Span[] = [];
  for (let line = first; ; ) {
    const continuesAt = continuation(line.text, escapeChar);
    pieces.push({ text: line.text.slice(0, continuesAt), source: line.start });
    if (continuesAt === undefined) return { line: new LogicalLine(pieces), blankLines };
    const next = nextContent(lines, blankLines);
    if (next === undefined) {
      const start = line.start + continuesAt;
      return { line: new LogicalLine(pieces), blankLines: [], danglingEscape: { start, end: start + 1 } };
    }
    line = next;
  }
}

function nextContent(lines: LineReader, blankLines: Span[]): PhysicalLine | undefined {
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (isBlank(line)) blankLines.push({ start: line.start, end: line.start + line.text.length });
    else if (!isComment(line)) return line;
  }
  return undefined;
}

/** Where the escape character stands that continues the line: its last, and not itself escaped. */
function continuation(text: string, escapeChar: string): number | undefined {
  const last = text.replace(/[ \t]+$/, '').length - 1;
  return text[last] === escapeChar && text[last - 1] !== escapeChar ? last : undefined;
}
