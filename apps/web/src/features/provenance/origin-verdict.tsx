import type { ImageOrigin, OriginRecord } from '@roadstead/contract';
import { IconHelpCircle, IconShip, IconTool } from '@tabler/icons-react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import classes from './image-provenance.module.css';
import { kindKey } from './kind-key';

const ICONS = { made: IconTool, came: IconShip, unknown: IconHelpCircle };

/** One sentence: who made it, or that nobody knows. */
export function OriginVerdict({ origin }: { origin: ImageOrigin }) {
  const t = useTranslations('provenance');
  const Icon = ICONS[origin.status];
  const main = origin.made[0] ?? origin.came[0];
  return (
    <div className={classes.verdict} data-status={origin.status}>
      <Icon size={20} stroke={1.7} aria-hidden />
      <div>
        <p className={classes.sentence}>{main === undefined ? t('unknown') : <JobSentence record={main} />}</p>
        <p className="quiet">
          {origin.status === 'came' ? `${t('cameMeans')} ` : null}
          {origin.status === 'unknown' ? `${t('unknownMeans')} ` : null}
          <FirstSeen origin={origin} />
        </p>
      </div>
    </div>
  );
}

/** "Built by ada on web-1 · 3d ago · the job", for the latest. */
export function JobSentence({ record }: { record: OriginRecord }) {
  const t = useTranslations('provenance');
  return (
    <>
      {t.rich(`by.${kindKey(record.detail.kind)}`, {
        actor: record.actor,
        host: record.hostName,
        link: (words) => (
          <AppLink href={hrefTo.host(record.hostId)} className="link">
            {words}
          </AppLink>
        ),
      })}
      {' · '}
      <Age at={record.at} />
      {' · '}
      <AppLink href={hrefTo.job(record.jobId)} className="link">
        {t('job')}
      </AppLink>
    </>
  );
}

function FirstSeen({ origin: { firstSeen } }: { origin: ImageOrigin }) {
  const t = useTranslations('provenance');
  const format = useFormat();
  if (firstSeen === undefined) return t('neverSeen');
  return t(firstSeen.isGap ? 'firstSeenGap' : 'firstSeen', {
    host: firstSeen.hostName ?? t('goneHost'),
    time: format.dateTime(firstSeen.at),
  });
}
