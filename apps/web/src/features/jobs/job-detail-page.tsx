'use client';

import type { JobDetail } from '@roadstead/contract';
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
import { BuildSteps } from './build-steps';
import { JobActions } from './job-actions';
import { JobBody } from './job-body';
import classes from './job-body.module.css';
import type { JobOutput } from './job-output';
import { JobParamFacts } from './job-params';
import { useJobTitle } from './job-state';
import { OutputView } from './output-view';
import { useJobOutput } from './use-job-output';
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
  return <JobView key={job.id} job={job} above={above} />;
}

function JobView({ job, above }: { job: JobDetail; above: { href: string; label: string } }) {
  const t = useTranslations('jobs');
  const title = useJobTitle();
  const output = useJobOutput(job);
  const steps = job.progress?.steps ?? [];
  return (
    <>
      <PageHeader
        title={title(job)}
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
        actions={<JobActions job={job} />}
      />
      <JobBody job={job} />
      <div className={classes.gap} />
      {steps.length === 0 ? null : (
        <Section title={t('steps.title')}>
          <BuildSteps job={job} steps={steps} output={output} />
        </Section>
      )}
      <Columns>
        <Timeline job={job} />
        <Section title={t('facts')}>
          <Facts>
            <JobParamFacts job={job} />
            <Digest job={job} />
            <Fact name="ID">
              <Copyable text={job.id} what="ID" />
            </Fact>
          </Facts>
        </Section>
      </Columns>
      <WholeOutput job={job} output={output} isFolded={steps.length > 0} />
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
            {attempt.commit === undefined ? null : (
              <span>
                {t('commit')} <Copyable text={attempt.commit} what={t('commit')} />
              </span>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** The registry's, of a pull; a push shows its own with what it came to. */
function Digest({ job }: { job: JobDetail }) {
  const t = useTranslations('jobs');
  const digest = job.kind === 'image.pull' ? job.result?.digest : undefined;
  if (typeof digest !== 'string') return null;
  return (
    <Fact name={t('digest')}>
      <Copyable text={digest} what={t('digest')} />
    </Fact>
  );
}

/** `isFolded`: the steps above have shown most of it already. */
function WholeOutput({ job, output, isFolded }: { job: JobDetail; output: JobOutput; isFolded: boolean }) {
  const t = useTranslations('jobs');
  if (output.lines.length === 0) return null;
  const url = routeUrl('jobLog', { params: { jobId: job.id }, query: { download: 'true' } });
  const view = <OutputView label={t('output')} lines={output.lines} empty={t('steps.silent')} />;
  return (
    <Section
      title={t('output')}
      aside={
        <a href={url} download={`${job.id}.log`} className="link">
          {t('download')}
        </a>
      }
    >
      <div className={classes.whole}>
        {isFolded ? (
          <details className={classes.text}>
            <summary>{t('params.lines', { count: output.lines.length })}</summary>
            {view}
          </details>
        ) : (
          view
        )}
      </div>
    </Section>
  );
}
