import type { Range } from './syntax/text-positions.js';

/** `error`: Docker refuses the file. `warning`: it builds, but not as meant. `hint`: it could be better. */
export type Severity = 'error' | 'warning' | 'hint';

/** What a message is about, by name: the arguments of its ICU translation, whose key is the rule. */
export type AdviceValues = Readonly<Record<string, string | number>>;

export interface Edit {
  readonly range: Range;
  readonly newText: string;
}

/** Edits that do not overlap, all in terms of the text that was advised on. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly Edit[];
}

export interface Advice {
  /** Stable id, `kebab-case`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly range: Range;
  readonly values: AdviceValues;
  /** English: what is wrong, why, and what to do. */
  readonly message: string;
  /** Only where it cannot change what the image does beyond what the message says. */
  readonly fix?: Fix;
}
