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
    <div role="status" className={classes.place}>
      {status.state === 'lost' ? (
        <p className={classes.banner}>
          <strong>{t('liveLost')}</strong> {t('liveLostAsOf', { time: format.time(status.since) })} (
          <Age at={new Date(status.since).toISOString()} />)
        </p>
      ) : null}
    </div>
  );
}
