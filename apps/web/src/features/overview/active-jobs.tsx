import type { Job } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { Section } from '../../lib/ui/facts';
import { hrefTo } from '../../lib/ui/links';
import { JobFigures, JobProgress } from '../jobs/job-progress';
import { JobStateWords, useJobTitle } from '../jobs/job-state';
import { useJobs } from '../jobs/use-jobs';
import classes from './overview-page.module.css';

const SHOWN = 6;

/** What is being done right now; nothing at all when nothing is. */
export function ActiveJobs() {
  const t = useTranslations('overview');
  const { rows } = useJobs({ state: 'active' });
  const active = (rows ?? []).filter((job) => job.endedAt === undefined);
  if (active.length === 0) return null;
  return (
    <Section
      title={t('activeJobs')}
      aside={
        <AppLink href="/jobs/?state=active" className="link">
          {active.length > SHOWN ? t('allOfThem', { count: active.length }) : t('toJobs')}
        </AppLink>
      }
    >
      <ul className={classes.list}>
        {active.slice(0, SHOWN).map((job) => (
          <li key={job.id}>
            <ActiveJob job={job} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function ActiveJob({ job }: { job: Job }) {
  const title = useJobTitle();
  return (
    <AppLink href={hrefTo.job(job.id)} className={classes.job}>
      <strong className="truncate" title={`${title(job)} → ${job.hostName}`}>
        {title(job)} <span className="quiet">→ {job.hostName}</span>
      </strong>
      <JobStateWords job={job} />
      <JobProgress job={job} />
      <span className={classes.jobFigures}>
        <JobFigures job={job} />
      </span>
    </AppLink>
  );
}
