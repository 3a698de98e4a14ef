'use client';

import type { JobDetail } from '@roadstead/contract';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { routeUrl } from '../../lib/api/call';
import { Age, Elapsed } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { Copyable } from '../../lib/ui/copy-button';
import { Columns, Fact, Facts, Section } from '../../lib/ui/facts';
import { hrefTo } from '../../lib/ui/links';
import { Absence } from '../../lib/ui/notice';
import { PageHeader } from '../../lib/ui/page-header';
import { useUrlState } from '../../lib/ui/use-url-state';
import { JobActions } from './job-actions';
import { JobBody } from './job-body';
import classes from './job-body.module.css';
import { isOver, jobSubject } from './job-state';
import { useJob } from './use-jobs';

export function JobDetailPage() {
  const t = useTranslations('jobs');
  const id = useUrlState().get('id') ?? '';
  const { data: job, error, refetch } = useJob(id);
  const above = { href: '/jobs/', label: t('title') };
  if (job === undefined) {
    return (
      <>
        <PageHeader title={t('one')} above={above} />
        <Absence id={id} error={error} onRetry={refetch} above={above} />
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={`${t(`kind.${job.kind.replace('.', '_') as 'image_pull'}`)} ${jobSubject(job)}`}
        above={above}
        summary={
          <>
            {t('onHost')}{' '}
            <AppLink href={hrefTo.host(job.hostId)} className="link">
              {job.hostName}
            </AppLink>
            <span className="quiet">
              {' · '}
              {t('askedBy', { user: job.createdBy })} <Age at={job.createdAt} />
              {' · '}
            </span>
            <AppLink href={hrefTo.batch(job.batchId)} className="link">
              {t('wholeBatch')}
            </AppLink>
          </>
        }
        actions={<JobActions jobs={[job]} />}
      />
      <JobBody job={job} />
      <div style={{ height: 28 }} />
      <Columns>
        <Timeline job={job} />
        <FactsOf job={job} />
      </Columns>
      <JobLog job={job} />
    </>
  );
}

function Timeline({ job }: { job: JobDetail }) {
  const t = useTranslations('jobs');
  const format = useFormat();
  return (
    <Section title={t('timeline')}>
      <ol>
        <li className={classes.attempt}>
          <span className="tabular quiet">{format.dateTime(job.createdAt)}</span>
          <span>{t('wasQueued')}</span>
        </li>
        {job.attempts.map((attempt) => (
          <li key={attempt.attempt} className={classes.attempt}>
            <span className="tabular quiet">{format.dateTime(attempt.startedAt)}</span>
            <span>{t('attempt', { number: attempt.attempt })}</span>
            <span>{attempt.outcome === undefined ? t('state.running') : t(`state.${attempt.outcome}`)}</span>
            <span className="quiet">
              <Elapsed from={attempt.startedAt} to={attempt.endedAt} />
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function FactsOf({ job }: { job: JobDetail }) {
  const t = useTranslations('jobs');
  const platform = typeof job.params.platform === 'string' ? job.params.platform : undefined;
  const digest = typeof job.result?.digest === 'string' ? job.result.digest : undefined;
  return (
    <Section title={t('facts')}>
      <Facts>
        <Fact name={t('column.subject')}>
          <Copyable text={jobSubject(job)} what={t('column.subject')} />
        </Fact>
        {platform === undefined ? null : <Fact name={t('platform')}>{platform}</Fact>}
        {digest === undefined ? null : (
          <Fact name={t('digest')}>
            <Copyable text={digest} what={t('digest')} />
          </Fact>
        )}
        <Fact name="ID">
          <Copyable text={job.id} what="ID" />
        </Fact>
      </Facts>
    </Section>
  );
}

/** Fetched again while the job runs each time its sequence moves on by a state; complete at the end. */
function JobLog({ job }: { job: JobDetail }) {
  const t = useTranslations('jobs');
  const url = routeUrl('jobLog', { params: { jobId: job.id } });
  const log = useQuery({
    queryKey: ['job-log', job.id, job.state, job.attempt],
    queryFn: async ({ signal }) => {
      const response = await fetch(url, { signal });
      return response.ok ? response.text() : '';
    },
    refetchInterval: isOver(job) ? false : 3_000,
    placeholderData: (previous) => previous,
  });
  if (log.data === undefined || log.data === '') return null;
  return (
    <Section
      title={t('output')}
      aside={
        <a href={url} download={`${job.id}.log`} className="link">
          {t('download')}
        </a>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard */}
      <pre className={classes.log} tabIndex={0}>
        {log.data}
      </pre>
    </Section>
  );
}
