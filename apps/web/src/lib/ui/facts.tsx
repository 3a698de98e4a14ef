import type { ReactNode } from 'react';
import classes from './facts.module.css';

/** A list of names and values with thin rules between. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section}>
      <div className={classes.heading}>
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** Sections side by side where there is room. */
export function Columns({ children }: { children: ReactNode }) {
  return <div className={classes.columns}>{children}</div>;
}

/** `onOneLine`: in a table's row, where what does not fit is cut. */
export function Labels({ labels, onOneLine = false }: { labels: Record<string, string>; onOneLine?: boolean }) {
  return (
    <span className={classes.labels} data-one-line={onOneLine || undefined}>
      {Object.entries(labels).map(([name, value]) => (
        <code key={name} className={classes.label} title={`${name}=${value}`}>
          {value === '' ? name : `${name}=${value}`}
        </code>
      ))}
    </span>
  );
}
