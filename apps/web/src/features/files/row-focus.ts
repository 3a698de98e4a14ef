import type { KeyboardEvent } from 'react';

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };

/** The link of a row of a table, or an item of a tree; both are in the document in the order in which they are seen. */
const ROW = '[role=rowgroup] [role=cell]:first-child a, [role=treeitem]';

/**
 * Moves the focus along the rows' links by the arrow keys. Rows just out of sight are in the document too, and come into it
 * as the focus does.
 * @returns whether it was such a key
 */
export function moveFocus(event: KeyboardEvent<HTMLElement>): boolean {
  const step = STEPS[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return false;
  const links = Array.from(event.currentTarget.querySelectorAll<HTMLElement>(ROW));
  const current = links.indexOf(document.activeElement as HTMLElement);
  const next = links[Math.max(0, Math.min(links.length - 1, current < 0 ? 0 : current + step))];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return true;
}
