import type { Job, JobDetail, JobQuery } from '@roadstead/contract';
import { useMutation, useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api/call';
import { JOB_ROWS } from '../../lib/live/apply-rows';
import { keepNewerRow, keepNewerRows } from '../../lib/live/keep-newer';
import { KEYS } from '../../lib/live/query-keys';
import { useListQuery } from '../../lib/live/use-list-query';
import { useLiveTopic } from '../../lib/live/use-live';

const PAGE = 100;
/** As many as a batch has hosts at most. */
const WHOLE_BATCH = 500;

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

/** All jobs of one request. */
export function useBatch(id: string) {
  useLiveTopic(id === '' ? undefined : `batch/${id}`);
  return useQuery({
    queryKey: KEYS.batch(id),
    queryFn: async ({ signal }) => {
      const page = await call('listJobs', { query: { batch: id as JobQuery['batch'], limit: WHOLE_BATCH }, signal });
      return page.items.sort((a, b) => a.hostName.localeCompare(b.hostName, undefined, { numeric: true }));
    },
    structuralSharing: keepNewerRows(JOB_ROWS),
    enabled: id !== '',
  });
}

export function useCancelJob() {
  return useMutation({ mutationFn: (id: string) => call('cancelJob', { params: { jobId: id } }) });
}
