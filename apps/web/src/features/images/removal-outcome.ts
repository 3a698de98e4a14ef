import type { ImageRemoval } from '@roadstead/contract';
import type { ContainerState } from '@roadstead/domain';

type Holder = ImageRemoval['containers'][number];

/**
 * What the engine will do with an image on one host when names are taken off it:
 * `untagged`: it stays under its other names. `deleted`: it goes with its last name. `refused`: `holder` was made from it.
 * `nameless`: forced while `holder` is alive, it loses its names and stays.
 */
export type RemovalOutcome =
  | { kind: 'untagged' }
  | { kind: 'deleted' }
  | { kind: 'refused'; holder: Holder }
  | { kind: 'nameless'; holder: Holder };

/** Source: moby, daemon/images/image_delete.go: no force takes an image from a container in one of these states. */
const ALIVE: readonly ContainerState[] = ['running', 'paused', 'restarting'];

/** `taken`: those of its references that come off; of an image without any it is removed by its id. */
export function removalOutcome(
  { references, containers }: Pick<ImageRemoval, 'references' | 'containers'>,
  taken: readonly string[],
  isForced: boolean,
): RemovalOutcome {
  if (references.some((reference) => !taken.includes(reference))) return { kind: 'untagged' };
  const [holder] = containers;
  if (holder === undefined) return { kind: 'deleted' };
  if (!isForced) return { kind: 'refused', holder };
  const alive = containers.find(({ state }) => ALIVE.includes(state));
  if (alive === undefined) return { kind: 'deleted' };
  return { kind: references.length === 0 ? 'refused' : 'nameless', holder: alive };
}
