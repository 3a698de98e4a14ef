import { Button } from '@mantine/core';
import type { ImageDetail, ImagePackages, PackageScan } from '@roadstead/contract';
import { IconDownload, IconRefresh } from '@tabler/icons-react';
import { useTranslations } from 'use-intl/react';
import { routeUrl } from '../../lib/api/call';
import { Age } from '../../lib/format/age';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { useMay } from '../auth/use-current-user';
import { distributionName } from './package-question';
import classes from './packages.module.css';
import { isBeingRead } from './use-image-packages';
import { useReadImages } from './use-packages';

interface Props {
  image: ImageDetail;
  latest: ImagePackages | undefined;
}

/**
 * When the image was read, from which host and of which distribution it is; and the buttons for it, which are at their places
 * before anything is known.
 */
export function ImageReading({ image, latest }: Props) {
  const t = useTranslations('packages.image');
  const words = useErrorWords();
  const reading = useReadImages();
  const mayRead = useMay('jobs.run');
  const { scan } = latest ?? {};
  const isBusy = reading.isPending || isBeingRead(latest);
  const isNowhere = reading.data !== undefined && reading.data.unavailable.length > 0;
  return (
    <section className={classes.reading} aria-label={t('title')}>
      <div className={classes.facts}>
        <p>{scan === undefined ? null : <ReadFrom scan={scan} />}</p>
        <p role="status" className={classes.trying}>
          {isBeingRead(latest) ? t('reading') : null}
          {isNowhere ? <span className="bad">{t('unavailable')}</span> : null}
          {reading.error === null ? null : <span className="bad">{words(reading.error)}</span>}
          {isBusy ? null : <LastFailure latest={latest} />}{' '}
          {latest?.lastJob === undefined ? null : (
            <AppLink href={hrefTo.job(latest.lastJob.id)} className="link">
              {t('job')}
            </AppLink>
          )}
        </p>
      </div>
      <div className={classes.buttons}>
        {mayRead ? (
          <Button
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            disabled={latest === undefined}
            loading={isBusy}
            onClick={() => reading.mutate([image.id])}
          >
            {t('readNow')}
          </Button>
        ) : null}
        <Button
          component="a"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
          title={t('cyclonedxMeans')}
          data-disabled={scan === undefined || undefined}
          aria-disabled={scan === undefined || undefined}
          href={scan === undefined ? undefined : routeUrl('exportImagePackages', { params: { imageId: image.id } })}
          download
        >
          {t('cyclonedx')}
        </Button>
      </div>
    </section>
  );
}

function ReadFrom({ scan: { scannedAt, hostId, hostName, distribution, databases, packages } }: { scan: PackageScan }) {
  const t = useTranslations('packages.image');
  const isPartly = databases.some(({ isRead }) => isRead) && databases.some(({ isRead }) => !isRead);
  return (
    <>
      {distribution === undefined ? null : (
        <>
          <strong>{distributionName(distribution)}</strong> ·{' '}
        </>
      )}
      {t('count', { count: packages })}
      {' · '}
      {databases.map(({ path }) => (
        <span key={path}>
          <span className="mono quiet">{path}</span>
          {' · '}
        </span>
      ))}
      {t.rich('readFrom', {
        link: () =>
          hostName === undefined ? (
            t('goneHost')
          ) : (
            <AppLink href={hrefTo.host(hostId)} className="link">
              {hostName}
            </AppLink>
          ),
      })}{' '}
      <Age at={scannedAt} />
      {isPartly ? <span className="warn"> {t('unreadableToo')}</span> : null}
    </>
  );
}

function LastFailure({ latest }: Pick<Props, 'latest'>) {
  const t = useTranslations('packages.image');
  const words = useErrorWords();
  const { lastJob } = latest ?? {};
  if (lastJob?.state !== 'failed' || lastJob.error === undefined) return null;
  return <span className="bad">{t('lastFailed', { problem: words(lastJob.error) })}</span>;
}
