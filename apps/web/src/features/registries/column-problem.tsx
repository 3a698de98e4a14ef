import { Button } from '@mantine/core';
import { useTranslations } from 'use-intl/react';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import classes from './registry-browser.module.css';

/** Why a column has nothing, in words, and a way to try again. */
export function ColumnProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const t = useTranslations('common');
  const words = useErrorWords();
  return (
    <div role="alert" className={classes.problem}>
      <p className="bad">{words(error)}</p>
      <Button variant="default" onClick={onRetry}>
        {t('retry')}
      </Button>
    </div>
  );
}
