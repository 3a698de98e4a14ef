import type { ContainerId, HostId } from '@roadstead/domain';
import type { Want } from '../stats/stats-leases.service.js';

/** Who looks at a host or a container sees it move every second. */
const CLOSE_MS = 1000;
/** The fleet's top: every two seconds up to a hundred hosts, and no more than fifty hosts a second beyond. */
const TOP_MS = 2000;
const TOP_MS_PER_HOST = 20;

/**
 * What the agents are to sample for these topics.
 * @param fleet hosts that can be heard, for topics about all of them
 */
export function wantsOf(
  topics: readonly string[],
  fleet: readonly HostId[],
): { wants: Map<HostId, Want>; topPeriodMs: number } {
  const topPeriodMs = Math.max(TOP_MS, fleet.length * TOP_MS_PER_HOST);
  const wants = new Map<HostId, { all: boolean; containerIds: Set<ContainerId>; periodMs: number }>();
  const want = (hostId: HostId, periodMs: number) => {
    const known = wants.get(hostId) ?? { all: false, containerIds: new Set<ContainerId>(), periodMs };
    known.periodMs = Math.min(known.periodMs, periodMs);
    wants.set(hostId, known);
    return known;
  };
  for (const topic of topics) {
    const [, noun, first, second] = topic.split('/');
    if (noun === 'host') want(first as HostId, CLOSE_MS).all = true;
    if (noun === 'container') want(first as HostId, CLOSE_MS).containerIds.add(second as ContainerId);
    if (noun !== 'top') continue;
    if (second !== undefined) want(second as HostId, TOP_MS).all = true;
    else for (const id of fleet) want(id, topPeriodMs).all = true;
  }
  return { wants, topPeriodMs };
}
