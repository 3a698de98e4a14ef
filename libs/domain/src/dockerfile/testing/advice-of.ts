import type { Advice } from '../advice.js';
import { adviseDockerfile } from '../advise-dockerfile.js';
import { applyFix } from '../apply-fix.js';

/** What one rule says about a text. */
export function adviceOf(rule: string, text: string): Advice[] {
  return adviseDockerfile(text).filter((advice) => advice.rule === rule);
}

/** The stretches of the text that a rule points at, as written. */
export function pointedAt(rule: string, text: string): string[] {
  const lines = text.split('\n');
  return adviceOf(rule, text).map(({ range }) =>
    lines
      .slice(range.startLine - 1, range.endLine)
      .map((line, index, all) => (index === all.length - 1 ? line.slice(0, range.endColumn - 1) : line))
      .join('\n')
      .slice(range.startColumn - 1),
  );
}

/** The text after a click on each fix of one rule, until none is offered. */
export function fixedBy(rule: string, text: string): string {
  let fixed = text;
  for (let clicks = 0; clicks < 20; clicks++) {
    const fix = adviceOf(rule, fixed).find((advice) => advice.fix !== undefined)?.fix;
    if (fix === undefined) return fixed;
    fixed = applyFix(fixed, fix);
  }
  throw new Error(`${rule} offers fixes without end`);
}
