import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { useLiveStatus } from '../../lib/live/use-live';
import classes from './live-banner.module.css';

/** Says that what is shown has stopped following the fleet, since when, and that this is being mended. */
export function LiveBanner() {
  const t = useTranslations('shell');
  const format = useFormat();
  const status = useLiveStatus();
  return (
    <div className={classes.place} data-lost={status.state === 'lost' || undefined}>
      {/* What is read out ends before the age, which changes every second. */}
      <span role="status">
        {status.state === 'lost' ? (
          <>
            <strong>{t('liveLost')}</strong> {t('liveLostAsOf', { time: format.time(status.since) })}
          </>
        ) : null}
      </span>
      {status.state === 'lost' ? (
        <>
          {' ('}
          <Age at={new Date(status.since).toISOString()} />)
        </>
      ) : null}
    </div>
  );
}
