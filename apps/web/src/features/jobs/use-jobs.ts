import type { BatchDetail, Job, JobDetail, JobQuery } from '@roadstead/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { call } from '../../lib/api/call';
import { JOB_ROWS } from '../../lib/live/apply-rows';
import { keepNewerRow, keepNewerRows } from '../../lib/live/keep-newer';
import { KEYS } from '../../lib/live/query-keys';
import { useListQuery } from '../../lib/live/use-list-query';
import { useLiveTopic } from '../../lib/live/use-live';
import { hrefTo } from '../../lib/ui/links';

const PAGE = 100;

/** Jobs that match, newest first, kept true live. */
export function useJobs(query: Partial<JobQuery>) {
  useLiveTopic('jobs');
  return useListQuery<Job>({
    queryKey: KEYS.jobList(query),
    kind: JOB_ROWS,
    fetchPage: (cursor, signal) => call('listJobs', { query: { ...query, cursor, limit: PAGE }, signal }),
  });
}

export function useJob(id: string) {
  useLiveTopic(id === '' ? undefined : `job/${id}`);
  return useQuery({
    queryKey: KEYS.job(id),
    queryFn: ({ signal }) => call('getJob', { params: { jobId: id }, signal }),
    structuralSharing: keepNewerRow<JobDetail>(JOB_ROWS),
    enabled: id !== '',
  });
}

/** One request: how it goes on from host to host, and its jobs by host, kept true live. */
export function useBatch(id: string) {
  useLiveTopic(id === '' ? undefined : `batch/${id}`);
  return useQuery({
    queryKey: KEYS.batch(id),
    queryFn: ({ signal }) => call('getBatch', { params: { batchId: id }, signal }),
    structuralSharing: keepNewerJobs,
    enabled: id !== '',
  });
}

function keepNewerJobs(known: unknown, fetched: unknown): unknown {
  if (known === undefined) return fetched;
  const [before, now] = [known as BatchDetail, fetched as BatchDetail];
  return { ...now, jobs: keepNewerRows(JOB_ROWS)(before.jobs, now.jobs) };
}

export function useCancelJob() {
  return useMutation({ mutationFn: (id: string) => call('cancelJob', { params: { jobId: id } }) });
}

export function useCancelBatch() {
  return useMutation({ mutationFn: (id: string) => call('cancelBatch', { params: { batchId: id } }) });
}

/** Asks again for what failed, and goes to the page of that. */
export function useRetryBatch() {
  const router = useRouter();
  return useMutation({
    mutationFn: (id: string) => call('retryBatch', { params: { batchId: id } }),
    onSuccess: ({ batchId }) => router.push(hrefTo.batch(batchId)),
  });
}
