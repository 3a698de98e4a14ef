import type { Container } from '@roadstead/contract';
import type { ContainerVerb } from '@roadstead/domain';

/** In the order in which they are offered; renaming is done at the name itself. */
export const OFFERED = ['start', 'stop', 'restart', 'pause', 'unpause', 'kill', 'remove'] as const;
export type OfferedVerb = Exclude<ContainerVerb, 'rename'>;

type Known = Pick<Container, 'state' | 'hostStatus'>;

const FITTING: Record<Container['state'], readonly OfferedVerb[]> = {
  created: ['start', 'remove'],
  running: ['stop', 'restart', 'pause', 'kill', 'remove'],
  paused: ['unpause', 'stop', 'restart', 'kill', 'remove'],
  restarting: ['stop', 'restart', 'kill', 'remove'],
  removing: [],
  exited: ['start', 'restart', 'remove'],
  dead: ['remove'],
};

/** What makes sense for a container as it is; nothing while its host cannot be heard. */
export function verbsFor({ state, hostStatus }: Known): readonly OfferedVerb[] {
  return hostStatus === 'online' ? FITTING[state] : [];
}

/** What makes sense for at least one of them; for one alone, what is most likely wanted comes first. */
export function verbsForAny(containers: readonly Known[]): readonly OfferedVerb[] {
  const [only, another] = containers;
  if (only !== undefined && another === undefined) return verbsFor(only);
  const fitting = new Set(containers.flatMap(verbsFor));
  return OFFERED.filter((verb) => fitting.has(verb));
}

/** Those of them for which the verb makes sense; the others would only answer that it is so already, or refuse. */
export function suitedTo<T extends Known>(verb: OfferedVerb, containers: readonly T[]): T[] {
  return containers.filter((container) => verbsFor(container).includes(verb));
}

/** Whether somebody is to be asked first: it takes something away, wants to know more, or ends several at once. */
export function needsDialog(verb: OfferedVerb, containers: readonly Pick<Container, 'autoRemove'>[]): boolean {
  if (verb === 'remove' || verb === 'kill') return true;
  if (verb !== 'stop' && verb !== 'restart') return false;
  return containers.length > 1 || containers.some(({ autoRemove }) => autoRemove === true);
}
