import type { LogicalLine } from './logical-line.js';
import { isSpace, type Word, wordAt } from './words.js';

/** What joins a command to the one before it; empty for the first. */
export type Operator = '' | '&&' | '||' | ';' | '|' | '&' | '(' | ')' | '\n';

/** One simple command: `A=1 apt-get install -y curl` has the program `apt-get` and the arguments after it. */
export interface ShellCommand {
  readonly operator: Operator;
  readonly words: readonly Word[];
  /** The words without leading assignments, shell keywords and `python -m`; the path is cut off the program. */
  readonly argv: readonly Word[];
  readonly program: string;
}

/** A shell script in its simple commands: enough to know what is run, not an interpreter. */
export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  readonly hasComment: boolean;
}

export const NO_SCRIPT: ShellScript = { commands: [], hasComment: false };

const OPERATORS = ['&&', '||', ';', '|', '&', '(', ')', '\n'] as const satisfies Operator[];
const KEYWORDS = new Set(['if', 'then', 'elif', 'else', 'do', 'while', 'until', '!', '{', 'time', 'exec', 'command']);
const ASSIGNMENT = /^[A-Za-z_]\w*=/;

export function parseShell(line: LogicalLine, from: number, to: number): ShellScript {
  const { text } = line;
  const commands: ShellCommand[] = [];
  let operator: Operator = '';
  let words: Word[] = [];
  let hasComment = false;
  const endCommand = (next: Operator): void => {
    if (words.length > 0 || commands.length > 0) commands.push(command(operator, words));
    operator = next;
    words = [];
  };

  for (let at = from; at < to; ) {
    const found = OPERATORS.find((candidate) => text.startsWith(candidate, at));
    if (found !== undefined) {
      endCommand(found);
      at += found.length;
    } else if (isSpace(text[at])) {
      at++;
    } else if (text[at] === '#') {
      hasComment = true;
      at = indexOrEnd(text, '\n', at, to);
    } else {
      const end = endOfShellWord(text, at, to);
      words.push(wordAt(line, at, end));
      at = end;
    }
  }
  endCommand('');
  return { commands, hasComment };
}

/** A command given as an argument list, as in the exec form. */
export function commandOf(argv: readonly Word[]): ShellCommand {
  return command('', argv);
}

function command(operator: Operator, words: readonly Word[]): ShellCommand {
  const first = words.findIndex(({ text }) => !KEYWORDS.has(text) && !ASSIGNMENT.test(text));
  const own = first === -1 ? [] : words.slice(first);
  const argv = /^python[\d.]*$/.test(own[0]?.text ?? '') && own[1]?.text === '-m' ? own.slice(2) : own;
  return { operator, words, argv, program: argv[0]?.text.replace(/^.*\//, '') ?? '' };
}

const CLOSED_BY: Readonly<Record<string, string>> = { "'": "'", '"': '"', '`': '`' };

function endOfShellWord(text: string, from: number, to: number): number {
  let depth = 0;
  for (let at = from; at < to; at++) {
    const char = text[at] ?? '';
    const quote = CLOSED_BY[char];
    if (char === '\\') at++;
    else if (quote !== undefined) at = endOfQuote(text, at, to, quote);
    else if (char === '$' && (text[at + 1] === '(' || text[at + 1] === '{')) {
      depth++;
      at++;
    } else if (depth > 0 && (char === '(' || char === '{')) depth++;
    else if (depth > 0 && (char === ')' || char === '}')) depth--;
    else if ((char === '>' || char === '<') && text[at + 1] === '&') at++;
    else if (depth === 0 && (isSpace(char) || '&|;()'.includes(char))) return at;
  }
  return to;
}

function endOfQuote(text: string, from: number, to: number, quote: string): number {
  for (let at = from + 1; at < to; at++) {
    if (text[at] === '\\' && quote !== "'") at++;
    else if (text[at] === quote) return at;
  }
  return to;
}

function indexOrEnd(text: string, char: string, from: number, to: number): number {
  const found = text.indexOf(char, from);
  return found === -1 || found > to ? to : found;
}
