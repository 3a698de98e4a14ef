import type { AdviceValues, Severity } from './advice.js';
import type { Dockerfile } from './syntax/dockerfile.js';
import type { Span } from './syntax/text-positions.js';

export interface SpanEdit {
  readonly span: Span;
  readonly newText: string;
}

export interface SpanFix {
  readonly title: string;
  readonly edits: readonly SpanEdit[];
}

export interface Finding<V extends AdviceValues = AdviceValues> {
  readonly span: Span;
  readonly values: V;
  readonly fix?: SpanFix;
}

/** One thing to look for. `find` never throws, whatever the file. */
export interface RuleDefinition<V extends AdviceValues> {
  readonly id: string;
  readonly severity: Severity;
  message(values: V): string;
  find(file: Dockerfile): Iterable<Finding<V>>;
}

export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /** What it finds, each with a way to its words: most are never read when there are very many. */
  check(file: Dockerfile): Iterable<Finding & { message(): string }>;
}

/** Ties a rule's findings to its message, so that rules with different values fit one table. */
export function defineRule<V extends AdviceValues>({ id, severity, message, find }: RuleDefinition<V>): Rule {
  return {
    id,
    severity,
    *check(file) {
      for (const finding of find(file)) yield { ...finding, message: () => message(finding.values) };
    },
  };
}
