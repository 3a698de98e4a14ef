import { formOf } from './exec-form.js';
import { type Heredoc, readHeredocs } from './heredocs.js';
import type { Flag, Instruction } from './instruction.js';
import type { LineReader } from './line-reader.js';
import type { LogicalLine } from './logical-line.js';
import type { ReadLine } from './read-logical-line.js';
import { commandOf, NO_SCRIPT, parseShell, type ShellScript } from './shell.js';
import { isSpace, skipSpace, splitWords, type Word, wordAt } from './words.js';

type Head = Omit<Instruction, 'heredocs' | 'blankLines' | 'danglingEscape'>;

const TAKES_HEREDOC = new Set(['RUN', 'COPY', 'ADD']);
const FLAG = /^--([a-zA-Z][\w.-]*)(?:=(.*))?$/s;

/** Parses one logical line, and reads on for the bodies of its heredocs. */
export function parseInstruction(read: ReadLine, lines: LineReader, escapeChar: string): Instruction {
  const head = parseHead(read.line, 0, escapeChar);
  const target = head.trigger ?? head;
  const heredocs = TAKES_HEREDOC.has(target.name) ? readHeredocs(target.words, lines) : [];
  const end = heredocs.at(-1)?.end ?? head.span.end;
  return {
    ...head,
    span: { start: head.span.start, end },
    script: heredocs.length > 0 && head.name === 'RUN' ? withHeredocs(head.script, heredocs) : head.script,
    heredocs,
    blankLines: read.blankLines,
    danglingEscape: read.danglingEscape,
  };
}

function parseHead(line: LogicalLine, from: number, escapeChar: string): Head {
  const { text } = line;
  const end = text.trimEnd().length;
  const start = skipSpace(text, from, end);
  let keywordEnd = start;
  while (keywordEnd < end && !isSpace(text[keywordEnd])) keywordEnd++;
  const name = text.slice(start, keywordEnd).toUpperCase();

  const all = splitWords(line, keywordEnd, end, escapeChar);
  const flags = leadingFlags(all);
  const words = all.slice(flags.length);
  const args = wordAt(line, words[0]?.from ?? end, end);
  const form = formOf(name, args.text);
  const head = {
    name,
    keyword: line.span(start, keywordEnd),
    span: line.span(start, end),
    line,
    flags,
    args,
    words,
    form,
  };
  return { ...head, script: scriptOf(head), trigger: triggerOf(name, from, args, escapeChar, line) };
}

/** A trigger's own trigger is forbidden, so one step down is all there is. */
function triggerOf(
  name: string,
  from: number,
  args: Word,
  escapeChar: string,
  line: LogicalLine,
): Instruction | undefined {
  if (name !== 'ONBUILD' || from > 0 || args.text === '') return undefined;
  return { ...parseHead(line, args.from, escapeChar), heredocs: [], blankLines: [] };
}

function leadingFlags(words: readonly Word[]): Flag[] {
  const flags: Flag[] = [];
  for (const { text, span } of words) {
    const [, name, value = ''] = FLAG.exec(text) ?? [];
    if (name === undefined) break;
    flags.push({ name, value, span });
  }
  return flags;
}

function scriptOf({ name, form, line, args }: Pick<Head, 'name' | 'form' | 'line' | 'args'>): ShellScript {
  if (name !== 'RUN') return NO_SCRIPT;
  if (form.kind !== 'exec') return parseShell(line, args.from, args.to);
  return { commands: [commandOf(form.strings.map((text) => ({ ...args, text })))], hasComment: false };
}

/** `RUN <<EOF` runs the body; `RUN program <<EOF` hands it to a program, whose own matter it is. */
function withHeredocs(script: ShellScript, heredocs: readonly Heredoc[]): ShellScript {
  const [first] = script.commands;
  const bodies = heredocs.map(({ body }) => parseShell(body, 0, body.text.length));
  if (script.commands.length !== 1 || first?.words.length !== heredocs.length) return script;
  return {
    commands: bodies.flatMap(({ commands }) => commands),
    hasComment: bodies.some(({ hasComment }) => hasComment),
  };
}
