import type { Job } from '@roadstead/contract';
import type { JobKind, JobState } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import type { Messages } from '../../lib/i18n/locales';
import { StatusDot, type Tone } from '../../lib/ui/status-dot';
import { commonSubject, isOver, jobSubject } from './job-facts';

export const JOB_STATES = [
  'queued',
  'waiting-for-host',
  'running',
  'interrupted',
  'succeeded',
  'failed',
  'canceled',
] as const satisfies readonly JobState[];

export const STATE_TONES: Record<JobState, Tone> = {
  queued: 'idle',
  'waiting-for-host': 'warn',
  running: 'busy',
  interrupted: 'warn',
  succeeded: 'good',
  failed: 'bad',
  canceled: 'idle',
};

/** The keys of the kinds' words; messages have no dots in their names. */
export const KIND_KEYS: Record<JobKind, keyof Messages['jobs']['kind']> = {
  'image.pull': 'image_pull',
  'image.push': 'image_push',
  'image.build': 'image_build',
  'image.tag': 'image_tag',
  'image.remove': 'image_remove',
  'image.import': 'image_import',
  'image.load': 'image_load',
  'image.prune': 'image_prune',
  'image.scan-packages': 'image_scan-packages',
  'container.run': 'container_run',
  'container.recreate': 'container_recreate',
  'container.commit': 'container_commit',
  'container.prune': 'container_prune',
  'builder.prune': 'builder_prune',
};

export const JOB_KINDS = Object.keys(KIND_KEYS) as JobKind[];

/** The kind in words with what it is about: `Pull shop/web:2.5.0`. */
export function useJobTitle(): (job: Pick<Job, 'kind' | 'params' | 'containerName'>) => string {
  const t = useTranslations('jobs');
  return (job) => `${t(`kind.${KIND_KEYS[job.kind]}`)} ${jobSubject(job)}`.trim();
}

/** The same for all jobs of one request: `Pull shop/web:2.5.0`, or where each has its own, `Recreate 3 containers`. */
export function useBatchSubject(): (jobs: readonly Job[]) => string {
  const t = useTranslations('jobs');
  return (jobs) => commonSubject(jobs) ?? t('severalContainers', { count: jobs.length });
}

/** What a batch goes along. */
export function unitOf({ kind }: Pick<Job, 'kind'>): 'containers' | 'hosts' {
  return kind === 'container.recreate' ? 'containers' : 'hosts';
}

/** `isLong`: where there is room for Docker's own words about what a pull came to. */
export function JobStateWords({ job, isLong = false }: { job: Job; isLong?: boolean }) {
  const words = useTranslations('jobs')(wordsKey(job, isLong));
  return (
    <span className="truncate" title={words}>
      <StatusDot tone={STATE_TONES[job.state]} />
      {words}
    </span>
  );
}

/** A finer word than the state where there is one. */
function wordsKey(job: Job, isLong: boolean) {
  if (!isOver(job) && job.cancelRequested) return 'canceling' as const;
  if (job.state === 'queued' && job.waitingFor === 'slot') return 'waitingForSlot' as const;
  if (job.state === 'queued' && job.waitingFor === 'batch') return 'waitingForBatch' as const;
  if (job.error?.code === 'batch.stopped') return 'notBegun' as const;
  if (job.state === 'succeeded' && job.result?.changed === true && isLong) return 'changed' as const;
  if (job.state === 'succeeded' && job.result?.changed === false) return 'unchanged' as const;
  return `state.${job.state}` as const;
}
