'use client';

import type { BatchDetail, Job } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { Absence, Callout } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { ProgressBar } from '../../lib/ui/progress-bar';
import { StatusDot } from '../../lib/ui/status-dot';
import { useUrlState } from '../../lib/ui/use-url-state';
import { rollUp } from './batch-roll-up';
import { BatchActions } from './job-actions';
import { JobBody } from './job-body';
import classes from './job-body.module.css';
import { hostNamesOf } from './job-facts';
import { JOB_STATES, KIND_KEYS, STATE_TONES, unitOf, useBatchSubject } from './job-state';
import { useBatch } from './use-jobs';

/** One request on many hosts, or about many containers: a roll-up, and every job with its layers side by side. */
export function BatchPage() {
  const t = useTranslations('jobs');
  const subject = useBatchSubject();
  const id = useUrlState().get('id') ?? '';
  const { data: batch, error, refetch } = useBatch(id);
  const above = { href: '/jobs/', label: t('title') };
  const first = batch?.jobs[0];
  if (batch === undefined || first === undefined) {
    return (
      <>
        <PageHeader title={t('batch')} above={above} />
        <Absence id={batch === undefined ? id : ''} error={error} onRetry={refetch} above={above} />
      </>
    );
  }
  const { jobs } = batch;
  return (
    <>
      <PageHeader
        title={`${t(`kind.${KIND_KEYS[first.kind]}`)} ${subject(jobs)}`.trim()}
        above={above}
        summary={
          <>
            {t('onHosts', { count: hostNamesOf(jobs).length })}
            <span className="quiet">
              {' · '}
              {t('askedBy', { user: batch.createdBy })} <Age at={batch.createdAt} />
            </span>
          </>
        }
        actions={<BatchActions batchId={batch.id} jobs={jobs} />}
      />
      {jobs.length > 1 ? <RollUp batch={batch} /> : null}
      <div className={classes.batch}>
        {jobs.map((job) => (
          <HostJob key={job.id} job={job} />
        ))}
      </div>
    </>
  );
}

function HostJob({ job }: { job: Job }) {
  const t = useTranslations('jobs');
  const { hostName, containerName } = job;
  return (
    <section
      aria-label={containerName === undefined ? hostName : t('containerOn', { name: containerName, host: hostName })}
    >
      <div className={classes.batchHead}>
        <h2>
          {containerName ?? hostName}
          {containerName === undefined ? null : <span className={classes.batchHost}>{hostName}</span>}
        </h2>
        <AppLink href={hrefTo.job(job.id)} className="link">
          {t('details')}
        </AppLink>
      </div>
      <JobBody job={job} />
    </section>
  );
}

function RollUp({ batch: { kind, jobs, rolling } }: { batch: BatchDetail }) {
  const t = useTranslations('jobs');
  const format = useFormat();
  const unit = unitOf({ kind });
  const { counts, over, failed, stoppedAfter, share, bytesDone, bytesTotal, bytesPerSecond } = rollUp(jobs);
  return (
    <div className={classes.rollUp}>
      <div className={classes.totals}>
        <span role="status">{t('rollUp', { done: over, all: jobs.length, failed })}</span>
        {bytesTotal === 0 ? null : (
          <span className="quiet tabular">
            {t('bytesOf', { done: format.bytes(bytesDone), total: format.bytes(bytesTotal) })}
            {bytesPerSecond > 0 ? ` · ${format.rate(bytesPerSecond)}` : ''}
          </span>
        )}
      </div>
      <ProgressBar
        label={t('batch')}
        value={share}
        tone={failed > 0 ? 'bad' : over === jobs.length ? 'good' : 'accent'}
      />
      <ul className={classes.counts}>
        {JOB_STATES.map((state) =>
          counts[state] === undefined ? null : (
            <li key={state}>
              <StatusDot tone={STATE_TONES[state]} />
              {t(`state.${state}`)} <span className="tabular quiet">{counts[state]}</span>
            </li>
          ),
        )}
      </ul>
      {rolling === undefined ? null : (
        <p className="quiet">
          {t('rolling.says', { unit, width: rolling.width, stopAfter: rolling.stopAfterFailures ?? 0 })}
        </p>
      )}
      {stoppedAfter === undefined ? null : (
        <Callout tone="warn">
          {t('rolling.stopped', { unit, failures: stoppedAfter.failures, left: stoppedAfter.jobs })}
        </Callout>
      )}
    </div>
  );
}
