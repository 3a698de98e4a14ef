import type { Heredoc } from './heredocs.js';
import type { LogicalLine } from './logical-line.js';
import type { ShellScript } from './shell.js';
import type { Span } from './text-positions.js';
import type { Word } from './words.js';

/** `--name=value` between the keyword and the arguments. */
export interface Flag {
  readonly name: string;
  readonly value: string;
  readonly span: Span;
}

/**
 * How the arguments are written: `exec` is a JSON array of strings; `broken-exec` was meant to be one, but Docker reads
 * it as shell; `shell` is all else.
 */
export type Form =
  | { readonly kind: 'exec'; readonly strings: readonly string[] }
  | { readonly kind: 'broken-exec' }
  | { readonly kind: 'shell' };

export interface Instruction {
  /** The keyword in capitals, known to Docker or not. */
  readonly name: string;
  readonly keyword: Span;
  /** From the keyword to the last character of the arguments or of the last heredoc. */
  readonly span: Span;
  readonly line: LogicalLine;
  readonly flags: readonly Flag[];
  /** The arguments after the flags, joined to one line, and where they stand. */
  readonly args: Word;
  readonly words: readonly Word[];
  readonly form: Form;
  /** What a RUN executes, heredocs included; nothing for other instructions. */
  readonly script: ShellScript;
  /** What an ONBUILD puts off. */
  readonly trigger?: Instruction;
  readonly heredocs: readonly Heredoc[];
  readonly blankLines: readonly Span[];
  readonly danglingEscape?: Span;
}
