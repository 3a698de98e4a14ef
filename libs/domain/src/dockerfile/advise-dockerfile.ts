import type { Advice } from './advice.js';
import type { Finding, SpanFix } from './rule.js';
import { RULES } from './rules/index.js';
import { type Dockerfile, parseDockerfile } from './syntax/dockerfile.js';

/** The most that is told about one file: a binary pasted into the editor is not to drown it. */
export const MAX_ADVICE = 1000;

/** All advice on a Dockerfile, in the order of the text, at most MAX_ADVICE. Takes any text and never throws. */
export function adviseDockerfile(text: string): Advice[] {
  const file = parseDockerfile(text);
  return RULES.flatMap((rule) => [...rule.check(file)].map((finding) => ({ ...finding, rule })))
    .sort((a, b) => a.span.start - b.span.start)
    .slice(0, MAX_ADVICE)
    .map(({ rule, message, ...finding }) => ({
      rule: rule.id,
      severity: rule.severity,
      message: message(),
      ...placed(finding, file),
    }));
}

function placed({ span, values, fix }: Finding, file: Dockerfile): Pick<Advice, 'range' | 'values' | 'fix'> {
  return { range: file.positions.rangeOf(span), values, ...(fix && { fix: placedFix(fix, file) }) };
}

function placedFix({ title, edits }: SpanFix, file: Dockerfile) {
  return { title, edits: edits.map(({ span, newText }) => ({ range: file.positions.rangeOf(span), newText })) };
}
