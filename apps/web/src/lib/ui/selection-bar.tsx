import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './selection-bar.module.css';

interface Props {
  /** How many are chosen, in words. */
  summary: string;
  clear: string;
  onClear(): void;
  /** What can be done with them. */
  children: ReactNode;
}

/** Actions on the rows that are chosen, at the lower edge of the page; before its table for those who walk by keyboard. */
export function SelectionBar({ summary, clear, onClear, children }: Props) {
  return (
    <section aria-label={summary} className={classes.bar}>
      <span role="status" className={classes.summary}>
        {summary}
      </span>
      <div className={classes.actions}>{children}</div>
      <button type="button" className={classes.clear} aria-label={clear} title={clear} onClick={onClear}>
        <IconX size={16} stroke={1.7} aria-hidden />
      </button>
    </section>
  );
}
