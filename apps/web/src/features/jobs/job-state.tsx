import type { Job } from '@roadstead/contract';
import type { JobState } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { StatusDot, type Tone } from '../../lib/ui/status-dot';

export const JOB_STATES = [
  'queued',
  'waiting-for-host',
  'running',
  'interrupted',
  'succeeded',
  'failed',
  'canceled',
] as const satisfies readonly JobState[];

const TONES: Record<JobState, Tone> = {
  queued: 'idle',
  'waiting-for-host': 'warn',
  running: 'busy',
  interrupted: 'warn',
  succeeded: 'good',
  failed: 'bad',
  canceled: 'idle',
};

/** What the job is about, e.g. the reference it pulls. */
export function jobSubject(job: Pick<Job, 'params' | 'kind'>): string {
  return typeof job.params.reference === 'string' ? job.params.reference : job.kind;
}

export function isOver(job: Pick<Job, 'state'>): boolean {
  return job.state === 'succeeded' || job.state === 'failed' || job.state === 'canceled';
}

/** `isLong`: where there is room for Docker's own words about what a pull came to. */
export function JobStateWords({ job, isLong = false }: { job: Job; isLong?: boolean }) {
  const t = useTranslations('jobs');
  return (
    <span className="truncate">
      <StatusDot tone={TONES[job.state]} />
      {t(wordsKey(job, isLong))}
    </span>
  );
}

/** A finer word than the state where there is one. */
function wordsKey(job: Job, isLong: boolean) {
  if (!isOver(job) && job.cancelRequested) return 'canceling' as const;
  if (job.state === 'queued' && job.waitingFor === 'slot') return 'waitingForSlot' as const;
  if (job.state === 'succeeded' && job.result?.changed === true && isLong) return 'changed' as const;
  if (job.state === 'succeeded' && job.result?.changed === false) return 'unchanged' as const;
  return `state.${job.state}` as const;
}
