import { type ReactNode, useEffect } from 'react';
import { AppLink } from './app-link';
import { Breakable } from './breakable';
import classes from './page-header.module.css';

/** Characters; a longer one is smaller on a phone. */
const LONG_TITLE = 40;

interface Props {
  title: string;
  /** Shown in place of the title where it needs more than text. */
  heading?: ReactNode;
  above?: { href: string; label: string };
  summary?: ReactNode;
  actions?: ReactNode;
}

export function PageHeader({ title, heading, above, summary, actions }: Props) {
  useEffect(() => {
    document.title = `${title} · Roadstead`;
  }, [title]);
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        {above === undefined ? null : (
          <AppLink href={above.href} className={classes.above}>
            {above.label}
          </AppLink>
        )}
        <h1 className={classes.title} data-long={title.length > LONG_TITLE || undefined}>
          {heading ?? <Breakable text={title} />}
        </h1>
        {summary === undefined ? null : <div className={classes.summary}>{summary}</div>}
      </div>
      {actions === undefined ? null : <div className={classes.actions}>{actions}</div>}
    </header>
  );
}
