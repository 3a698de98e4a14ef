import type { Fix } from './advice.js';
import { TextPositions } from './syntax/text-positions.js';

/** The text with the fix applied. The fix must come from advice on this very text. */
export function applyFix(text: string, fix: Fix): string {
  const positions = new TextPositions(text);
  return fix.edits
    .map(({ range, newText }) => ({ ...positions.spanOf(range), newText }))
    .sort((a, b) => b.start - a.start)
    .reduce((edited, { start, end, newText }) => edited.slice(0, start) + newText + edited.slice(end), text);
}
