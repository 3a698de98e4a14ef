import type { CreatedJobs, CreateJobsBody } from '@roadstead/contract';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useRef } from 'react';
import { call } from '../../lib/api/call';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { hrefTo } from '../../lib/ui/links';

/**
 * Asks for several requests, one after the other, and goes to where they can be watched: the list of jobs, or the page of
 * the only one. After a refusal half-way those that were taken are not asked for again.
 */
export function useCreateEach() {
  const router = useRouter();
  const words = useErrorWords();
  const taken = useRef(new Map<string, CreatedJobs>());
  const request = useMutation({
    mutationFn: async (bodies: readonly CreateJobsBody[]) => {
      for (const body of bodies) {
        const key = JSON.stringify(body);
        if (!taken.current.has(key)) taken.current.set(key, await call('createJobs', { body }));
      }
      return [...taken.current.values()];
    },
    onSuccess: (created) => router.push(placeOf(created)),
  });
  return {
    create: request.mutate,
    isPending: request.isPending || request.isSuccess,
    problem: request.error === null ? undefined : words(request.error),
  };
}

function placeOf(created: readonly CreatedJobs[]): string {
  const [first] = created;
  if (first === undefined || created.length > 1) return '/jobs/';
  const [job] = first.jobs;
  return job !== undefined && first.jobs.length === 1 ? hrefTo.job(job.id) : hrefTo.batch(first.batchId);
}
