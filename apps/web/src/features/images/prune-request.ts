import type { CreateJobsBody, Job, PruneCandidatesQuery } from '@roadstead/contract';
import type { JobKind, JobParams } from '@roadstead/domain';

export const PRUNED = ['images', 'containers', 'cache'] as const;
export type Pruned = (typeof PRUNED)[number];
export const PRUNE_KINDS = ['image.prune', 'container.prune', 'builder.prune'] as const satisfies readonly JobKind[];

/** The fields as they are typed. */
export interface PruneText {
  what: Pruned;
  /** Images that have a name go too; of the build cache also what was used lately. */
  all: boolean;
  /** Age such as `24h`; empty: any. */
  until: string;
  /** One `key` or `key=value` a line, `!` before it for those without. */
  labels: string;
  /** Gigabytes of build cache that stay; empty: none. */
  keepGigabytes: string;
}

/** As the engine takes it; days it does not know. */
export const AGE = '[0-9]+[hms]([0-9]+[ms])*';

/** Nothing that a name leads to is taken unless it is asked for. */
export const GENTLE: PruneText = { what: 'images', all: false, until: '', labels: '', keepGigabytes: '' };

const GIGABYTE = 1e9;

export function pruneRequest(text: PruneText, hostIds: string[], rolling: CreateJobsBody['rolling']): CreateJobsBody {
  const until = text.until.trim() === '' ? undefined : text.until.trim();
  const lines = linesOf(text.labels);
  const labels = lines.length === 0 ? undefined : lines;
  if (text.what === 'images') {
    return { kind: 'image.prune', hostIds, rolling, params: { dangling: !text.all, until, labels } };
  }
  if (text.what === 'containers') return { kind: 'container.prune', hostIds, rolling, params: { until, labels } };
  const keepStorageBytes = text.keepGigabytes === '' ? undefined : Math.round(Number(text.keepGigabytes) * GIGABYTE);
  return { kind: 'builder.prune', hostIds, rolling, params: { all: text.all || undefined, until, keepStorageBytes } };
}

/** Which of them would go can be asked of so many hosts at once. */
export const MOST_LISTED_HOSTS = 100;

/** What would go, as far as the inventory can tell; undefined where it cannot: of build cache, of no host, of very many. */
export function candidatesQuery(
  text: PruneText,
  hostIds: readonly string[],
): Partial<PruneCandidatesQuery> | undefined {
  if (text.what === 'cache' || hostIds.length === 0 || hostIds.length > MOST_LISTED_HOSTS) return undefined;
  const until = text.until.trim();
  // While it is typed it is no age yet.
  if (until !== '' && !new RegExp(`^${AGE}$`).test(until)) return undefined;
  const label = linesOf(text.labels);
  return {
    what: text.what,
    dangling: text.what === 'images' && text.all ? 'false' : 'true',
    until: until === '' ? undefined : until,
    label: label.length === 0 ? undefined : label,
    host: hostIds as PruneCandidatesQuery['host'],
  };
}

/** The fields as they were for a job, to be changed and sent again. */
export function pruneTextOf({ kind, params }: Pick<Job, 'kind' | 'params'>): PruneText {
  // The contract: a job's parameters are kept as they were accepted. Each kind has some of these.
  const { dangling, labels, until, all, keepStorageBytes } = params as Partial<
    JobParams<'image.prune'> & JobParams<'builder.prune'>
  >;
  return {
    what: kind === 'image.prune' ? 'images' : kind === 'container.prune' ? 'containers' : 'cache',
    all: dangling === false || all === true,
    until: until ?? '',
    labels: (labels ?? []).join('\n'),
    keepGigabytes: keepStorageBytes === undefined ? '' : String(keepStorageBytes / GIGABYTE),
  };
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
