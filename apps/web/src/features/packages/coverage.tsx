import { Button, Checkbox } from '@mantine/core';
import type { CreatedScans, PackageCoverage } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { AppLink } from '../../lib/ui/app-link';
import { ProgressBar } from '../../lib/ui/progress-bar';
import { useMay } from '../auth/use-current-user';
import classes from './packages.module.css';
import { usePackageCoverage, usePackageSchedule, useReadImages } from './use-packages';

const READINGS = '/jobs/?kind=image.scan-packages';

/** How much the answer rests on: what of the images that run is read, what not, and the way to read it. */
export function Coverage({ host, asOf }: { host: string | undefined; asOf: string | undefined }) {
  const t = useTranslations('packages.coverage');
  const words = useErrorWords();
  const { data, error } = usePackageCoverage({ host, asOf });
  if (data === undefined) {
    return <section className={classes.coverage}>{error === null ? t('counting') : words(error)}</section>;
  }
  const { read, unread, unreadable } = data;
  const all = read.images + unread.images + unreadable.images;
  return (
    <section className={classes.coverage} aria-label={t('title')} data-whole={read.images === all || undefined}>
      <div className={classes.known}>
        <p>
          <strong>{t(asOf === undefined ? 'read' : 'readThen', { count: read.images, all })}</strong>{' '}
          {unread.images === 0 ? null : t('unread', { count: unread.images, containers: unread.containers })}{' '}
          {unreadable.images === 0
            ? null
            : t('unreadable', { count: unreadable.images, containers: unreadable.containers })}
        </p>
        <ProgressBar label={t('title')} value={all === 0 ? 1 : read.images / all} tone="good" />
        <Trying {...data} />
      </div>
      <ReadNow coverage={data} />
      <Schedule />
    </section>
  );
}

function Trying({ beingRead, failed }: PackageCoverage) {
  const t = useTranslations('packages.coverage');
  return (
    <p className={classes.trying} aria-live="polite">
      {beingRead === 0 ? null : t('beingRead', { count: beingRead })}{' '}
      {failed === 0 ? null : <span className="bad">{t('failed', { count: failed })}</span>}{' '}
      {beingRead + failed === 0 ? null : (
        <AppLink href={failed > 0 ? `${READINGS}&state=failed` : READINGS} className="link">
          {t('jobs')}
        </AppLink>
      )}
    </p>
  );
}

function ReadNow({ coverage: { unread, beingRead } }: { coverage: PackageCoverage }) {
  const t = useTranslations('packages.coverage');
  const words = useErrorWords();
  const reading = useReadImages();
  const mayRead = useMay('jobs.run');
  if (!mayRead) return null;
  const left = Math.max(0, unread.images - beingRead);
  return (
    <div className={classes.act}>
      <Button
        variant="default"
        disabled={left === 0}
        loading={reading.isPending}
        onClick={() => reading.mutate(undefined)}
      >
        {left === 0 ? t('nothingToRead') : t('readNow', { count: left })}
      </Button>
      <p role="status" className={classes.outcome}>
        {reading.error === null ? null : <span className="bad">{words(reading.error)}</span>}
        {reading.data === undefined ? null : <Outcome created={reading.data} isBusy={beingRead > 0} />}
      </p>
    </div>
  );
}

/** What became of the click. That readings have begun is said as long as they go on. */
function Outcome({
  created: { started, active, unavailable, left },
  isBusy,
}: {
  created: CreatedScans;
  isBusy: boolean;
}) {
  const t = useTranslations('packages.coverage');
  const isNothing = started.length + active.length + left === 0;
  return (
    <>
      {started.length === 0 || !isBusy ? null : t('started', { count: started.length })}{' '}
      {left === 0 ? null : t('left', { count: left })}{' '}
      {unavailable.length === 0 ? null : (
        <span className={isNothing ? 'bad' : 'warn'}>{t('unavailable', { count: unavailable.length })}</span>
      )}
    </>
  );
}

function Schedule() {
  const t = useTranslations('packages.coverage');
  const words = useErrorWords();
  const mayChange = useMay('hosts.manage');
  const { schedule, set, isPending, error } = usePackageSchedule();
  return (
    <Checkbox
      className={classes.schedule}
      label={t('schedule')}
      checked={schedule?.enabled === true}
      disabled={!mayChange || schedule === undefined || isPending}
      error={error === null ? undefined : words(error)}
      onChange={(event) => set(event.currentTarget.checked)}
    />
  );
}
