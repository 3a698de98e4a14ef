import type { Job } from '@roadstead/contract';
import type { JobKind } from '@roadstead/domain';
import { useUrlState } from '../../lib/ui/use-url-state';
import { useJob } from './use-jobs';

interface Again {
  /** As it was: what its form begins with. */
  before: Job | undefined;
  /** Forgets it: the form was closed. */
  end(): void;
}

/** The job that `?again=` names, for the form of these kinds; absent while it is fetched, and where it is of another kind. */
export function useAgain(kinds: readonly JobKind[]): Again {
  const url = useUrlState();
  const { data: job } = useJob(url.get('again') ?? '');
  const before = job !== undefined && kinds.includes(job.kind) ? job : undefined;
  return { before, end: () => url.set({ again: undefined }) };
}
