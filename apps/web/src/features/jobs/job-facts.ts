import type { Job } from '@roadstead/contract';
import type { BuildStep } from '@roadstead/domain';
import { shortId } from '../../lib/format/ids';

/** What the job is about, e.g. the reference it pulls, or the container it recreates; empty where it is about nothing that has a name. */
export function jobSubject({ params, containerName }: Pick<Job, 'params' | 'containerName'>): string {
  const { reference, image, imageId, target, tags, containerId, source, url } = params;
  const [tag] = Array.isArray(tags) ? tags : [];
  const short = [imageId, containerId].find((id) => typeof id === 'string');
  // The source of a tag is a name; that of a build is where it comes from.
  const origin = typeof source === 'object' && source !== null && 'url' in source ? source.url : url;
  const found = [
    reference,
    containerName,
    image,
    tag,
    typeof source === 'string' ? target : undefined,
    short && shortId(short),
    origin,
  ];
  return found.find((text) => typeof text === 'string') ?? '';
}

/** The same of several, where it is the same. */
export function commonSubject(jobs: readonly Pick<Job, 'params' | 'containerName'>[]): string | undefined {
  const [first, ...others] = new Set(jobs.map(jobSubject));
  return others.length === 0 ? first : undefined;
}

/** The names of their hosts, each once. */
export function hostNamesOf(jobs: readonly Pick<Job, 'hostName'>[]): string[] {
  return [...new Set(jobs.map(({ hostName }) => hostName))];
}

export function isOver(job: Pick<Job, 'state'>): boolean {
  return job.state === 'succeeded' || job.state === 'failed' || job.state === 'canceled';
}

/** Share of the bytes that are moved, or of a build's steps. A job that has neither is done when it has succeeded. */
export function jobShare(job: Job): number | undefined {
  if (job.state === 'succeeded') return 1;
  const { bytesDone = 0, bytesTotal = 0, steps = [] } = job.progress ?? {};
  const done = stepsDone(steps);
  // A build moves bytes too, before its steps and after them.
  if (done < steps.length) return done / steps.length;
  return bytesTotal > 0 ? bytesDone / bytesTotal : undefined;
}

/** Steps of a build that need no more work. */
export function stepsDone(steps: readonly BuildStep[]): number {
  return steps.filter(({ state }) => state === 'done' || state === 'cached').length;
}
