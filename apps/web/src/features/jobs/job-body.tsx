import type { Job } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { Callout } from '../../lib/ui/notice';
import classes from './job-body.module.css';
import { JobFigures, JobProgress } from './job-progress';
import { JobStateWords } from './job-state';
import { LayerList } from './layer-list';

/** How far one job is: state, totals, why it failed, and its layers. */
export function JobBody({ job }: { job: Job }) {
  const t = useTranslations('jobs');
  const words = useErrorWords();
  const layers = job.progress?.layers ?? [];
  return (
    <div className={classes.body}>
      <div className={classes.totals}>
        <span role="status">
          <JobStateWords job={job} isLong />
        </span>
        <JobFigures job={job} />
      </div>
      <JobProgress job={job} />
      {job.state === 'waiting-for-host' ? (
        <Callout tone="warn">{t('waitsForHost', { host: job.hostName })}</Callout>
      ) : null}
      {job.error === undefined ? null : <Callout tone="bad">{words(job.error)}</Callout>}
      {job.result?.changed === false ? <p>{t('unchangedMeans', { host: job.hostName })}</p> : null}
      {typeof job.result?.imageId === 'string' ? (
        <p className={classes.result}>
          {t('resultImage')}{' '}
          <AppLink href={hrefTo.image(job.result.imageId)} className="link mono">
            {shortId(job.result.imageId)}
          </AppLink>
        </p>
      ) : null}
      {layers.length === 0 ? null : <LayerList layers={layers} />}
    </div>
  );
}
