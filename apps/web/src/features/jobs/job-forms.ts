import type { Job } from '@roadstead/contract';
import { hrefTo } from '../../lib/ui/links';

/** Where a job can be asked for again with changes: the form of its kind, filled in as it was. */
export function formOf({
  id,
  kind,
  hostId,
  params,
  result,
}: Pick<Job, 'id' | 'kind' | 'hostId' | 'params' | 'result'>): string {
  if (kind === 'image.build') return `/build/?again=${id}`;
  if (kind === 'container.run') return `/run/?again=${id}`;
  if (kind === 'image.import') return `/import/?again=${id}`;
  if (kind === 'image.load') return `/load/?again=${id}`;
  if (kind === 'image.pull') return `/pull/?${new URLSearchParams({ ...textsOf(params), host: hostId })}`;
  if (kind === 'container.commit') return `${hrefTo.container(hostId, String(params.containerId))}&again=${id}`;
  // Where it succeeded the old one is gone.
  if (kind === 'container.recreate') return hrefTo.container(hostId, String(result?.containerId ?? params.containerId));
  if (kind === 'image.scan-packages') return `${hrefTo.image(String(params.imageId))}&tab=packages`;
  return kind === 'container.prune' ? `/containers/?again=${id}` : `/images/?again=${id}`;
}

function textsOf(params: Job['params']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
