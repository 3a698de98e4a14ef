import type { Job } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { Callout } from '../../lib/ui/notice';
import classes from './job-body.module.css';
import { JobFigures, JobProgress } from './job-progress';
import { JobOutcome } from './job-result';
import { JobStateWords } from './job-state';
import { LayerList } from './layer-list';

/** How far one job is: state, totals, why it failed or what it came to, and its layers. */
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
      {job.error === undefined ? null : (
        <Callout tone={job.error.code === 'batch.stopped' ? 'info' : 'bad'}>{words(job.error)}</Callout>
      )}
      <JobOutcome job={job} />
      {layers.length === 0 ? null : <LayerList layers={layers} />}
    </div>
  );
}
