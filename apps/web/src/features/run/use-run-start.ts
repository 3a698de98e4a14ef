import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/api/call';
import { useJob } from '../jobs/use-jobs';
import { draftOfDetail } from './draft-of-detail';
import { leftOutOf } from './left-out';
import { draftOfJob, NEW_RUN, type RunDraft } from './run-draft';

interface Wish {
  image?: string;
  host?: string;
  again?: string;
  like?: string;
}

interface RunStart {
  /** Tells forms that begin differently apart. */
  key: string;
  draft: RunDraft | undefined;
  /** What the form has no field for, of the container that is to be had again. */
  leftOut?: string[];
  error: Error | null;
  retry(): Promise<unknown>;
}

/** What the form begins with. */
export function useRunStart({ image = '', host, again, like }: Wish): RunStart {
  const job = useJob(again ?? '');
  const container = useQuery({
    queryKey: ['run-like', host, like],
    queryFn: ({ signal }) => draftLike(host ?? '', like ?? '', signal),
    enabled: host !== undefined && like !== undefined,
    // A form is not filled in a second time.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (again !== undefined) {
    const draft = job.data?.kind === 'container.run' ? draftOfJob(job.data) : undefined;
    return { key: again, draft, error: job.error, retry: job.refetch };
  }
  if (like !== undefined) {
    return {
      key: like,
      ...container.data,
      draft: container.data?.draft,
      error: container.error,
      retry: container.refetch,
    };
  }
  const draft = { ...NEW_RUN, image, hostIds: host === undefined ? [] : [host] };
  return { key: `${image} ${host ?? ''}`, draft, error: null, retry: async () => undefined };
}

/** The container's own settings, of the engine; what its image says by itself is left to the image, where that is known. */
async function draftLike(hostId: string, containerId: string, signal: AbortSignal) {
  const detail = await call('inspectContainer', { params: { hostId, containerId }, signal });
  const image = await call('getImage', { params: { imageId: detail.imageId }, signal }).catch(() => undefined);
  return { draft: draftOfDetail(detail, hostId, image?.config), leftOut: leftOutOf(detail, image?.config) };
}
