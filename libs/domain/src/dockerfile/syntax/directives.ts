import type { LineReader, PhysicalLine } from './line-reader.js';
import type { Span } from './text-positions.js';

/** `# name=value` at the head of the file: an order to the parser, not a comment. */
export interface Directive {
  readonly name: string;
  readonly value: string;
  readonly span: Span;
}

const DIRECTIVE = /^\s*#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(\S.*?)\s*$/;
const KNOWN = ['syntax', 'escape', 'check'];

/** Reads the directives; the first line that has not their form ends them, and is left to the reader. */
export function readDirectives(lines: LineReader): Directive[] {
  const directives: Directive[] = [];
  for (let line = lines.peek(); line !== undefined && DIRECTIVE.test(line.text); line = lines.peek()) {
    const directive = directiveIn(line);
    if (directive !== undefined) directives.push(directive);
    lines.next();
  }
  return directives;
}

/** The directive that a line would be at the head of the file; none where Docker knows no such name. */
export function directiveIn({ text, start }: PhysicalLine): Directive | undefined {
  const [, name = '', value = ''] = DIRECTIVE.exec(text) ?? [];
  if (!KNOWN.includes(name.toLowerCase())) return undefined;
  return { name: name.toLowerCase(), value, span: { start, end: start + text.length } };
}

/** The character that continues a line: a backslash, unless `# escape=` says backtick. */
export function escapeOf(directives: readonly Directive[]): string {
  return directives.find(({ name }) => name === 'escape')?.value === '`' ? '`' : '\\';
}
