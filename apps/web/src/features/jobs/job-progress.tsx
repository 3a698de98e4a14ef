import type { Job } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Elapsed } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { ProgressBar } from '../../lib/ui/progress-bar';
import { isOver } from './job-state';

/** Share of the bytes that are fetched. A job without bytes to fetch is done when it has succeeded. */
export function jobShare(job: Job): number | undefined {
  if (job.state === 'succeeded') return 1;
  const { bytesDone = 0, bytesTotal = 0 } = job.progress ?? {};
  return bytesTotal === 0 ? undefined : bytesDone / bytesTotal;
}

export function JobProgress({ job }: { job: Job }) {
  const t = useTranslations('jobs');
  const share = jobShare(job);
  const value = job.state === 'running' ? share : (share ?? 0);
  const tone = { succeeded: 'good', failed: 'bad', canceled: 'idle' }[job.state as string] as
    | 'good'
    | 'bad'
    | 'idle'
    | undefined;
  return <ProgressBar label={t('progressOf', { host: job.hostName })} value={value} tone={tone} />;
}

/** Bytes, rate and time left while it runs; bytes and time taken after that. */
export function JobFigures({ job }: { job: Job }) {
  const t = useTranslations('jobs');
  const format = useFormat();
  const { progress } = job;
  if (isOver(job)) {
    return (
      <span className="tabular quiet">
        {progress === undefined || progress.bytesDone === 0 ? null : `${format.bytes(progress.bytesDone)} · `}
        {job.startedAt === undefined ? null : <Elapsed from={job.startedAt} to={job.endedAt} />}
      </span>
    );
  }
  if (job.state !== 'running' || progress === undefined) return null;
  const isFetching = progress.bytesDone < progress.bytesTotal;
  return (
    <span className="tabular quiet">
      {t('bytesOf', { done: format.bytes(progress.bytesDone), total: format.bytes(progress.bytesTotal) })}
      {isFetching ? ` · ${format.rate(progress.bytesPerSecond)}` : ''}
      {isFetching && progress.secondsLeft !== undefined
        ? ` · ${t('timeLeft', { time: format.duration(progress.secondsLeft) })}`
        : ''}
    </span>
  );
}
