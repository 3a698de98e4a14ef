import { Button, Modal } from '@mantine/core';
import type { CreateJobsBody, Job } from '@roadstead/contract';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { AppLink } from '../../lib/ui/app-link';
import dialog from '../../lib/ui/dialog.module.css';
import { FormProblem } from '../../lib/ui/form-problem';
import { toast } from '../../lib/ui/toast';
import { useMay } from '../auth/use-current-user';
import { hostNamesOf, isOver } from './job-facts';
import { formOf } from './job-forms';
import { KIND_KEYS, unitOf, useBatchSubject } from './job-state';
import { useCreateJobs } from './use-create-jobs';
import { useCancelBatch, useCancelJob, useRetryBatch } from './use-jobs';

/** Cancel a job while it is not over; after that ask for it again, as it was or with changes. */
export function JobActions({ job }: { job: Job }) {
  const mayRun = useMay('jobs.run');
  const cancel = useCancelJob();
  if (!mayRun) return null;
  if (!isOver(job))
    return job.cancelRequested ? null : (
      <CancelButton jobs={[job]} isPending={cancel.isPending} onCancel={() => cancel.mutateAsync(job.id)} />
    );
  return (
    <>
      <ChangeButton job={job} />
      {job.kind === 'container.recreate' && job.state === 'succeeded' ? null : <AgainButton job={job} />}
    </>
  );
}

/** The same for all jobs of one request; what failed can be asked for again. */
export function BatchActions({ batchId, jobs }: { batchId: string; jobs: Job[] }) {
  const mayRun = useMay('jobs.run');
  const cancel = useCancelBatch();
  const active = jobs.filter((job) => !isOver(job) && !job.cancelRequested);
  const [failed, ...alsoFailed] = jobs.filter((job) => job.state === 'failed' || job.error?.code === 'batch.stopped');
  const [first] = jobs;
  if (!mayRun || first === undefined) return null;
  return (
    <>
      {active.length > 0 ? (
        <CancelButton jobs={active} isPending={cancel.isPending} onCancel={() => cancel.mutateAsync(batchId)} />
      ) : (
        <ChangeButton job={first} />
      )}
      {failed === undefined ? null : <RetryButton batchId={batchId} jobs={[failed, ...alsoFailed]} />}
    </>
  );
}

interface CancelProps {
  /** Those that would be canceled. */
  jobs: Job[];
  isPending: boolean;
  onCancel(): Promise<unknown>;
}

function CancelButton({ jobs, isPending, onCancel }: CancelProps) {
  const t = useTranslations('jobs');
  const words = useErrorWords();
  const format = useFormat();
  const subject = useBatchSubject();
  const [isAsking, setAsking] = useState(false);
  const [first] = jobs;
  if (first === undefined) return null;
  const confirm = async () => {
    setAsking(false);
    await onCancel().catch((error: unknown) => toast(words(error), 'bad'));
  };
  const kind = KIND_KEYS[first.kind];
  const hosts = format.list(hostNamesOf(jobs));
  return (
    <>
      <Button variant="default" loading={isPending} onClick={() => setAsking(true)}>
        {jobs.length === 1 ? t('cancel') : t('cancelAll', { count: jobs.length })}
      </Button>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t('cancelTitle')}
        closeButtonProps={{ 'aria-label': t('keep') }}
      >
        <div className={dialog.form}>
          <p>{t('cancelMeans', { kind, subject: subject(jobs), hosts, name: t(`kind.${kind}`) })}</p>
          <div className={dialog.actions}>
            <Button variant="default" onClick={() => setAsking(false)}>
              {t('keep')}
            </Button>
            <Button color="var(--bad)" onClick={confirm} data-autofocus>
              {t('cancelNow', { kind })}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}

function ChangeButton({ job }: { job: Job }) {
  const t = useTranslations('jobs');
  // Its form is a question, and the container that it was about may be gone.
  if (job.kind === 'container.recreate') return null;
  return (
    <Button component={AppLink} href={formOf(job)} variant="default">
      {t('againWithChanges')}
    </Button>
  );
}

function AgainButton({ job }: { job: Job }) {
  const t = useTranslations('jobs');
  const { create, isPending, problem } = useCreateJobs();
  return (
    <>
      <Button loading={isPending} onClick={() => create(requestOf(job))}>
        {t('again')}
      </Button>
      <FormProblem>{problem}</FormProblem>
    </>
  );
}

/** The contract keeps a job's parameters as they were accepted, so they can be asked for again. */
function requestOf({ kind, hostId, params }: Job): CreateJobsBody {
  return { kind, hostIds: [hostId], params } as CreateJobsBody;
}

function RetryButton({ batchId, jobs }: { batchId: string; jobs: readonly [Job, ...Job[]] }) {
  const t = useTranslations('jobs');
  const words = useErrorWords();
  const retry = useRetryBatch();
  const again = () => retry.mutate(batchId, { onError: (error) => toast(words(error), 'bad') });
  return (
    <Button loading={retry.isPending} onClick={again}>
      {t('retryFailed', { unit: unitOf(jobs[0]), count: jobs.length })}
    </Button>
  );
}
