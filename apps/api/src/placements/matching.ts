import type { HostId } from '@roadstead/domain';

/** What stands for a host, a container or an image in a row of a run: see `run_containers` and `history_images`. */
export type HostKey = number;
export type ContainerKey = number;
/** An image by a reference that containers were made with; one image may have several. */
export type ImageKey = number;

/**
 * A filter, looked up: what of it names things is replaced by the keys of those. What is absent holds for everything, an
 * empty list for nothing.
 */
export interface Matching {
  readonly hosts?: readonly HostRef[];
  readonly images?: readonly ImageKey[];
  readonly containers?: readonly ContainerKey[];
  /** Any of these. */
  readonly label?: LabelMatching;
  readonly text?: TextMatching;
  /** The containers that are named here have run so seldom that all of their runs may be looked at. */
  readonly seldom?: boolean;
}

export interface HostRef {
  readonly id: HostId;
  readonly key: HostKey;
}

export interface LabelMatching {
  readonly key: string;
  readonly value?: string;
  /** Absent: too many to name them. */
  readonly containers?: readonly ContainerKey[];
  readonly images: readonly ImageKey[];
}

export interface TextMatching {
  /** For LIKE, in lower case. */
  readonly pattern: string;
  /** All that have the text in their name. */
  readonly hosts: readonly HostKey[];
  /** All that have the text in their reference. */
  readonly images: readonly ImageKey[];
  /** Those with the text in their name; absent: too many to name them. */
  readonly containers?: readonly ContainerKey[];
}

/** Whether nothing at all can match. */
export function isNever({ hosts, images, containers }: Matching): boolean {
  return [hosts, images, containers].some((keys) => keys?.length === 0);
}

/** Whether everything matches. */
export function isAll({ hosts, images, containers, label, text }: Matching): boolean {
  return [hosts, images, containers, label, text].every((each) => each === undefined);
}

/** Absent: all hosts. */
export function hostIdsOf({ hosts }: Matching): HostId[] | undefined {
  return hosts?.map(({ id }) => id);
}
