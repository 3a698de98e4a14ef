import type { Concern } from '@roadstead/contract';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { PageWords } from '../../lib/i18n/page-words';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { AppLink } from '../../lib/ui/app-link';
import { Section } from '../../lib/ui/facts';
import { hrefTo } from '../../lib/ui/links';
import { SkeletonRows } from '../../lib/ui/notice';
import { StatusDot, type Tone } from '../../lib/ui/status-dot';
import { JOB_KINDS, KIND_KEYS } from '../jobs/job-state';
import classes from './overview-page.module.css';

/** What wants a human's eye, worst first as the server ordered it. */
export function ConcernList({ concerns, total }: { concerns: Concern[]; total: number }) {
  const t = useTranslations('overview');
  const rows = <ConcernRows concerns={concerns} />;
  return (
    <Section title={t('concerns')}>
      {concerns.some(({ type }) => type === 'job.failed') ? (
        <PageWords splash={<SkeletonRows />} failure={rows}>
          {rows}
        </PageWords>
      ) : (
        rows
      )}
      {total > concerns.length ? (
        <p className={classes.more}>{t('moreConcerns', { count: total - concerns.length })}</p>
      ) : null}
    </Section>
  );
}

/** A failed job's reason needs the words of the pages. */
function ConcernRows({ concerns }: { concerns: Concern[] }) {
  return (
    <ul className={classes.list}>
      {concerns.map((concern) => (
        <li key={concernHref(concern) + concern.type}>
          <AppLink href={concernHref(concern)} className={classes.concern}>
            <StatusDot tone={concernTone(concern)} />
            <span>
              <ConcernWords concern={concern} />
            </span>
            <ConcernAge concern={concern} />
          </AppLink>
        </li>
      ))}
    </ul>
  );
}

/** What a host that cannot be heard was last known to have is no alarm of its own: nobody knows whether it is still so. */
function concernTone(concern: Concern): Tone {
  if ('knownAt' in concern && concern.knownAt !== undefined) return 'idle';
  if (concern.type === 'host.silent') return concern.status === 'offline' ? 'bad' : 'warn';
  return concern.type === 'container.restarting' ? 'warn' : 'bad';
}

function concernHref(concern: Concern): string {
  if (concern.type === 'job.failed') return hrefTo.job(concern.jobId);
  if ('containerId' in concern) return hrefTo.container(concern.hostId, concern.containerId);
  return hrefTo.host(concern.hostId);
}

function ConcernAge({ concern }: { concern: Concern }) {
  const t = useTranslations('containers');
  if ('knownAt' in concern && concern.knownAt !== undefined) {
    return (
      <span className="warn">
        {t('asOf')} <Age at={concern.knownAt} />
      </span>
    );
  }
  const at = concern.type === 'host.silent' ? concern.since : 'at' in concern ? concern.at : undefined;
  return <span className="quiet">{at === undefined ? null : <Age at={at} />}</span>;
}

function ConcernWords({ concern }: { concern: Concern }) {
  const t = useTranslations('overview.concern');
  const kinds = useTranslations('jobs.kind');
  /** The server names the kind where the job is about nothing that has a name. */
  const jobName = ({ kind, subject }: Extract<Concern, { type: 'job.failed' }>) => {
    const known = JOB_KINDS.find((each) => each === kind);
    const words = known === undefined ? kind : kinds(KIND_KEYS[known]);
    return subject === kind ? words : `${words} ${subject}`;
  };
  const words = useErrorWords();
  const b = (chunks: ReactNode) => <strong>{chunks}</strong>;
  switch (concern.type) {
    case 'host.silent':
      return t.rich(concern.status, { b, host: concern.hostName });
    case 'engine.down':
      return t.rich('engineDown', { b, host: concern.hostName, reason: concern.reason ?? '' });
    case 'container.unhealthy':
      return t.rich('unhealthy', { b, container: concern.containerName, host: concern.hostName });
    case 'container.restarting':
      return t.rich('restarting', {
        b,
        container: concern.containerName,
        host: concern.hostName,
        count: concern.restartCount,
      });
    case 'container.failed':
      return t.rich(concern.outOfMemory ? 'outOfMemory' : 'exited', {
        b,
        container: concern.containerName,
        host: concern.hostName,
        code: concern.exitCode,
      });
    case 'job.failed':
      return t.rich('jobFailed', {
        b,
        job: jobName(concern),
        host: concern.hostName,
        message: words(concern.error),
      });
  }
}
