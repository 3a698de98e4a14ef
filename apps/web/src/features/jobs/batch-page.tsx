'use client';

import type { Job } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { Absence } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { ProgressBar } from '../../lib/ui/progress-bar';
import { useUrlState } from '../../lib/ui/use-url-state';
import { JobActions } from './job-actions';
import { JobBody } from './job-body';
import classes from './job-body.module.css';
import { jobShare } from './job-progress';
import { isOver, jobSubject } from './job-state';
import { useBatch } from './use-jobs';

/** One request on many hosts: a roll-up, and every host's job with its layers side by side. */
export function BatchPage() {
  const t = useTranslations('jobs');
  const id = useUrlState().get('id') ?? '';
  const { data: jobs, error, refetch } = useBatch(id);
  const above = { href: '/jobs/', label: t('title') };
  const first = jobs?.[0];
  if (jobs === undefined || first === undefined) {
    return (
      <>
        <PageHeader title={t('batch')} above={above} />
        <Absence id={jobs === undefined ? id : ''} error={error} onRetry={refetch} above={above} />
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={`${t(`kind.${first.kind.replace('.', '_') as 'image_pull'}`)} ${jobSubject(first)}`}
        above={above}
        summary={
          <>
            {t('onHosts', { count: jobs.length })}
            <span className="quiet">
              {' · '}
              {t('askedBy', { user: first.createdBy })} <Age at={first.createdAt} />
            </span>
          </>
        }
        actions={<JobActions jobs={jobs} />}
      />
      {jobs.length > 1 ? <RollUp jobs={jobs} /> : null}
      <div className={classes.batch}>
        {jobs.map((job) => (
          <section key={job.id} aria-label={job.hostName}>
            <div className={classes.batchHead}>
              <h2>{job.hostName}</h2>
              <AppLink href={hrefTo.job(job.id)} className="link">
                {t('details')}
              </AppLink>
            </div>
            <JobBody job={job} />
          </section>
        ))}
      </div>
    </>
  );
}

function RollUp({ jobs }: { jobs: Job[] }) {
  const t = useTranslations('jobs');
  const format = useFormat();
  const done = jobs.filter(isOver).length;
  const failed = jobs.filter((job) => job.state === 'failed').length;
  const rate = jobs.reduce((sum, job) => sum + (job.state === 'running' ? (job.progress?.bytesPerSecond ?? 0) : 0), 0);
  const share = jobs.reduce((sum, job) => sum + (isOver(job) ? 1 : (jobShare(job) ?? 0)), 0) / jobs.length;
  return (
    <div className={classes.rollUp}>
      <span>
        <span role="status">{t('rollUp', { done, all: jobs.length, failed })}</span>
        {rate > 0 ? <span className="quiet tabular"> · {format.rate(rate)}</span> : null}
      </span>
      <ProgressBar
        label={t('batch')}
        value={share}
        tone={failed > 0 ? 'bad' : done === jobs.length ? 'good' : 'accent'}
      />
    </div>
  );
}
