import type { CreateBatchBody, CreatedJobs, CreateJobsBody } from '@roadstead/contract';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { call } from '../../lib/api/call';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { hrefTo } from '../../lib/ui/links';

interface Options {
  /** Instead of going to the page of what was asked for. */
  onCreated?(created: CreatedJobs): void;
}

export interface CreateJobs {
  create(body: CreateJobsBody | CreateBatchBody): void;
  /** From the click until the page of the work shows: a button with it cannot ask twice. */
  isPending: boolean;
  /** Why the last request was refused, in words of the page; nothing that was typed is lost by it. */
  problem: string | undefined;
}

/**
 * Asks for work of any kind on any number of hosts or containers, and goes to the page where it can be watched: that of the one job, or
 * of the batch.
 */
export function useCreateJobs({ onCreated }: Options = {}): CreateJobs {
  const router = useRouter();
  const words = useErrorWords();
  const goThere = ({ batchId, jobs }: CreatedJobs) => {
    const [first] = jobs;
    router.push(jobs.length === 1 && first !== undefined ? hrefTo.job(first.id) : hrefTo.batch(batchId));
  };
  const request = useMutation({
    mutationFn: (body: CreateJobsBody | CreateBatchBody) =>
      'jobs' in body ? call('createBatch', { body }) : call('createJobs', { body }),
    onSuccess: onCreated ?? goThere,
  });
  return {
    create: (body) => request.mutate(body),
    isPending: request.isPending || (request.isSuccess && onCreated === undefined),
    problem: request.error === null ? undefined : words(request.error),
  };
}
