import { Button, Modal } from '@mantine/core';
import type { CreateJobsBody, Job } from '@roadstead/contract';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import dialog from '../../lib/ui/dialog.module.css';
import { hrefTo } from '../../lib/ui/links';
import { toast } from '../../lib/ui/toast';
import { useMay } from '../auth/use-current-user';
import { isOver, jobSubject } from './job-state';
import { useCancelJob } from './use-jobs';

/** Cancel what is not over yet; run again what is. `jobs`: one, or all of a batch. */
export function JobActions({ jobs }: { jobs: Job[] }) {
  const mayRun = useMay('jobs.run');
  const active = jobs.filter((job) => !isOver(job) && !job.cancelRequested);
  const again = jobs.filter((job) => job.state === 'failed' || job.state === 'canceled');
  if (!mayRun) return null;
  return (
    <>
      {active.length > 0 ? <CancelButton jobs={active} /> : null}
      {again.length > 0 ? <RunAgainButton jobs={again} /> : null}
    </>
  );
}

function CancelButton({ jobs }: { jobs: Job[] }) {
  const t = useTranslations('jobs');
  const words = useErrorWords();
  const [isAsking, setAsking] = useState(false);
  const cancel = useCancelJob();
  const confirm = async () => {
    setAsking(false);
    const outcomes = await Promise.allSettled(jobs.map((job) => cancel.mutateAsync(job.id)));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') toast(words(outcome.reason), 'bad');
    }
  };
  const hosts = jobs.map((job) => job.hostName).join(', ');
  return (
    <>
      <Button variant="default" loading={cancel.isPending} onClick={() => setAsking(true)}>
        {jobs.length === 1 ? t('cancel') : t('cancelAll', { count: jobs.length })}
      </Button>
      <Modal
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={t('cancelTitle')}
        closeButtonProps={{ 'aria-label': t('keep') }}
      >
        <div className={dialog.form}>
          <p>{t('cancelMeans', { subject: jobs[0] === undefined ? '' : jobSubject(jobs[0]), hosts })}</p>
          <div className={dialog.actions}>
            <Button variant="default" onClick={() => setAsking(false)}>
              {t('keep')}
            </Button>
            <Button color="var(--bad)" onClick={confirm} data-autofocus>
              {t('cancelNow')}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}

/** The contract keeps a job's parameters as they were asked for, so they can be asked for again. */
function paramsOf(job: Job): CreateJobsBody['params'] {
  return job.params as CreateJobsBody['params'];
}

function RunAgainButton({ jobs }: { jobs: Job[] }) {
  const t = useTranslations('jobs');
  const words = useErrorWords();
  const router = useRouter();
  const [first] = jobs;
  const again = useMutation({
    mutationFn: (job: Job) =>
      call('createJobs', {
        body: { kind: job.kind, hostIds: jobs.map(({ hostId }) => hostId), params: paramsOf(job) },
      }),
    onSuccess: ({ batchId }) => router.push(hrefTo.batch(batchId)),
    onError: (error) => toast(words(error), 'bad'),
  });
  return (
    <Button loading={again.isPending} onClick={() => first !== undefined && again.mutate(first)}>
      {jobs.length === 1 ? t('again') : t('againOn', { count: jobs.length })}
    </Button>
  );
}
