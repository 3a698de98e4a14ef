import type { ReactNode } from 'react';
import classes from './more-fields.module.css';

/** Fields that most do without, behind a line; `isUsed`: one of them says something already. */
export function MoreFields({ title, isUsed, children }: { title: string; isUsed: boolean; children: ReactNode }) {
  return (
    <details className={classes.more} open={isUsed || undefined}>
      <summary>{title}</summary>
      <div>{children}</div>
    </details>
  );
}
