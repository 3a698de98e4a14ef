import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslations } from 'use-intl/react';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { useMay } from '../auth/use-current-user';
import classes from './tags.module.css';
import { useCheckNow } from './use-tag-checks';

interface Props {
  /** Absent: every tag that runs. */
  reference?: string;
  /** How many are being checked. */
  due: number;
}

/** Asks registries now; what was found comes by itself. */
export function CheckNow({ reference, due }: Props) {
  const t = useTranslations('tags');
  const words = useErrorWords();
  const check = useCheckNow(reference);
  const mayCheck = useMay('jobs.run');
  const isPaused = due === 0 && check.data !== undefined && check.data.due === 0 && check.data.paused > 0;
  return (
    <span className={classes.check}>
      <span role="status" className="quiet">
        {due > 0 ? t('checking', { count: due }) : isPaused ? t('pausedAll') : null}
        {check.isError ? <span className="bad">{words(check.error)}</span> : null}
      </span>
      {mayCheck ? (
        <Button
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          loading={check.isPending || due > 0}
          onClick={() => check.mutate()}
        >
          {t('checkNow')}
        </Button>
      ) : null}
    </span>
  );
}
