import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { ApiError } from '../api/api-error';
import { useErrorWords } from '../i18n/use-error-words';
import { AppLink } from './app-link';
import classes from './notice.module.css';

/** Nothing to show: what that means, and what to do next. */
export function EmptyState({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <p className={classes.title}>{title}</p>
      <div className={classes.next}>{children}</div>
    </div>
  );
}

/** Something could not be fetched: why, in words, and a way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useTranslations('common');
  const words = useErrorWords();
  return (
    <div role="alert" className={classes.empty}>
      <p className={classes.title}>{t('couldNotLoad')}</p>
      <div className={classes.next}>
        <p>{words(error)}</p>
        {onRetry === undefined ? null : (
          <Button variant="default" onClick={onRetry}>
            {t('retry')}
          </Button>
        )}
      </div>
    </div>
  );
}

interface AbsenceProps {
  /** What was asked for; empty: nothing was. */
  id: string;
  error: unknown;
  onRetry: () => void;
  /** The list that has what there is. */
  above: { href: string; label: string };
}

/** In place of the one thing a page is about: rows in the making, that there is no such thing, or why it is not here yet. */
export function Absence({ id, error, onRetry, above }: AbsenceProps) {
  const t = useTranslations('common');
  const words = useErrorWords();
  const isMissing = id === '' || (error instanceof ApiError && error.status === 404);
  if (isMissing) {
    return (
      <EmptyState title={t('notHere')}>
        {error === null ? null : <p>{words(error)}</p>}
        <AppLink href={above.href} className="link">
          {above.label}
        </AppLink>
      </EmptyState>
    );
  }
  return error === null ? <SkeletonRows /> : <ErrorState error={error} onRetry={onRetry} />;
}

/** A passage that stands out: an error of a job, a warning of an engine. */
export function Callout({
  tone,
  title,
  children,
}: {
  tone: 'bad' | 'warn' | 'info';
  title?: string;
  children: ReactNode;
}) {
  return (
    <div className={classes.callout} data-tone={tone}>
      {title === undefined ? null : <p className={classes.calloutTitle}>{title}</p>}
      {children}
    </div>
  );
}

/** Rows in the making, as high as those to come. */
export function SkeletonRows({ count = 8 }: { count?: number }) {
  const t = useTranslations('common');
  return (
    <div role="status" aria-label={t('loading')} className={classes.skeleton}>
      {Array.from({ length: count }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={row} style={{ width: `${92 - ((row * 37) % 45)}%` }} />
      ))}
    </div>
  );
}
