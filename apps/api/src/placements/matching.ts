import type { ContainerId, Digest, HostId } from '@roadstead/domain';

export interface ContainerKey {
  readonly hostId: HostId;
  readonly containerId: ContainerId;
}

/**
 * A filter, looked up: what of it names things is replaced by the keys of those. What is absent holds for everything, an
 * empty list for nothing.
 */
export interface Matching {
  readonly hostIds?: readonly HostId[];
  readonly imageIds?: readonly Digest[];
  /** References by which containers were made. */
  readonly references?: readonly string[];
  readonly containers?: readonly ContainerKey[];
  /** Any of these. */
  readonly label?: LabelMatching;
  readonly text?: TextMatching;
}

export interface LabelMatching {
  readonly key: string;
  readonly value?: string;
  /** Absent: too many to name them. */
  readonly containers?: readonly ContainerKey[];
  readonly imageIds: readonly Digest[];
}

export interface TextMatching {
  /** For LIKE, in lower case. */
  readonly pattern: string;
  /** Everything that has the text in its name; absent: too much to name it. */
  readonly found?: {
    readonly containers: readonly ContainerKey[];
    readonly imageIds: readonly Digest[];
    readonly hostIds: readonly HostId[];
  };
}

/** Whether nothing at all can match. */
export function isNever({ hostIds, imageIds, references, containers }: Matching): boolean {
  return [hostIds, imageIds, references, containers].some((keys) => keys?.length === 0);
}
