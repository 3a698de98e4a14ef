import type { LineReader } from './line-reader.js';
import { LogicalLine } from './logical-line.js';
import type { Span } from './text-positions.js';
import { unquoted, type Word } from './words.js';

/** `<<NAME` with the lines that follow it up to NAME. */
export interface Heredoc {
  readonly name: string;
  /** The `<<NAME` itself. */
  readonly span: Span;
  readonly body: LogicalLine;
  /** The end of the file came before NAME did. */
  readonly unterminated: boolean;
  /** Where the lines of the heredoc end, the last line break left out. */
  readonly end: number;
}

const HEREDOC = /^\d*<<(-?)([^<]+)$/;

/** Reads the bodies of all heredocs that these words of an instruction open, in their order. */
export function readHeredocs(words: readonly Word[], lines: LineReader): Heredoc[] {
  return words.flatMap(({ text, span }) => {
    const [, dash, quotedName = ''] = HEREDOC.exec(text) ?? [];
    const name = unquoted(quotedName);
    return name === '' ? [] : [{ name, span, ...readBody(name, dash === '-', span.end, lines) }];
  });
}

function readBody(name: string, tabsCut: boolean, opensAt: number, lines: LineReader) {
  const pieces: { text: string; source: number }[] = [];
  let end = opensAt;
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    end = line.start + line.text.length;
    if ((tabsCut ? line.text.replace(/^\t+/, '') : line.text) === name) {
      return { body: new LogicalLine(pieces), unterminated: false, end };
    }
    pieces.push({ text: `${line.text}\n`, source: line.start });
  }
  return { body: new LogicalLine(pieces), unterminated: true, end };
}
