import type { Job } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Elapsed } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { ProgressBar } from '../../lib/ui/progress-bar';
import { isOver, jobShare, stepsDone } from './job-facts';

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

/** Bytes, rate and time left, or steps and time, while it runs; bytes and time taken after that. */
export function JobFigures({ job }: { job: Job }) {
  const t = useTranslations('jobs');
  const format = useFormat();
  const { progress, startedAt } = job;
  if (isOver(job)) {
    return (
      <span className="tabular quiet">
        {progress === undefined || progress.bytesDone === 0 ? null : `${format.bytes(progress.bytesDone)} · `}
        {startedAt === undefined ? null : <Elapsed from={startedAt} to={job.endedAt} />}
      </span>
    );
  }
  if (job.state !== 'running' || startedAt === undefined) return null;
  const { steps = [] } = progress ?? {};
  if (progress === undefined || progress.bytesTotal === 0 || stepsDone(steps) < steps.length) {
    return (
      <span className="tabular quiet">
        {steps.length === 0 ? null : `${t('stepsOf', { done: stepsDone(steps), all: steps.length })} · `}
        <Elapsed from={startedAt} />
      </span>
    );
  }
  const isMoving = progress.bytesDone < progress.bytesTotal;
  return (
    <span className="tabular quiet">
      {t('bytesOf', { done: format.bytes(progress.bytesDone), total: format.bytes(progress.bytesTotal) })}
      {isMoving ? ` · ${format.rate(progress.bytesPerSecond)}` : ''}
      {isMoving && progress.secondsLeft !== undefined
        ? ` · ${t('timeLeft', { time: format.duration(progress.secondsLeft) })}`
        : ''}
    </span>
  );
}
