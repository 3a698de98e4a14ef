import type { BaseNode, BaseSort } from '@roadstead/contract';
import type { Digest } from '@roadstead/domain';

/** A stack of layers that images end with, or from which several go on. Sizes in bytes. */
export interface Stack {
  readonly chainId: Digest;
  /** The longest stack that is its beginning. */
  readonly parent: Digest | undefined;
  readonly createdBy: string;
  readonly layerCount: number;
  readonly addedLayers: number;
  readonly size: number;
  readonly addedSize: number;
  /** Of its added layers, on each host that has them. */
  readonly addedBytes: number;
  /** Hosts that have its last layer, which are those that have anything built on it. */
  readonly hostCount: number;
}

export interface FleetImage {
  readonly id: Digest;
  /** Chain id of its last layer; absent: it has none. */
  readonly top: Digest | undefined;
  readonly references: readonly string[];
  readonly hostCount: number;
}

export interface Uses {
  readonly containers: number;
  readonly running: number;
}

/** A node without what only the moment knows. */
export interface Branch {
  readonly stack: Stack;
  readonly images: FleetImage[];
  readonly children: Branch[];
  readonly parent: Branch | undefined;
  /** Of it and everything built on it. */
  imageCount: number;
  bytes: number;
  containers: number;
  running: number;
}

const IMAGES_TOLD = 10;
const UNUSED: Uses = { containers: 0, running: 0 };

/** Which images of the fleet are built on which. Built once for a state of the fleet; what runs is counted anew each time. */
export class BaseTree {
  readonly roots: Branch[] = [];
  readonly imageCount: number;
  readonly withoutLayers: number;
  readonly #branches = new Map<string, Branch>();

  /**
   * @param stacks lower ones first
   * @param images those on most hosts first
   */
  constructor(stacks: readonly Stack[], images: readonly FleetImage[]) {
    for (const stack of stacks) {
      const parent = stack.parent === undefined ? undefined : this.#branches.get(stack.parent);
      const counts = { imageCount: 0, bytes: stack.addedBytes, containers: 0, running: 0 };
      const branch: Branch = { stack, parent, images: [], children: [], ...counts };
      (parent?.children ?? this.roots).push(branch);
      this.#branches.set(stack.chainId, branch);
    }
    const layered = images.filter(({ top }) => top !== undefined);
    for (const image of layered) this.#branches.get(image.top ?? '')?.images.push(image);
    for (const branch of this.#branches.values()) branch.imageCount = branch.images.length;
    this.#addUp((branch, parent) => {
      parent.imageCount += branch.imageCount;
      parent.bytes += branch.bytes;
    });
    this.imageCount = images.length;
    this.withoutLayers = images.length - layered.length;
  }

  get bytes(): number {
    return this.roots.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Counts containers on every node. */
  use(uses: ReadonlyMap<string, Uses>): void {
    for (const branch of this.#branches.values()) {
      const own = branch.images.map(({ id }) => uses.get(id) ?? UNUSED);
      branch.containers = own.reduce((sum, { containers }) => sum + containers, 0);
      branch.running = own.reduce((sum, { running }) => sum + running, 0);
    }
    this.#addUp((branch, parent) => {
      parent.containers += branch.containers;
      parent.running += branch.running;
    });
  }

  get(chainId: string): Branch | undefined {
    return this.#branches.get(chainId);
  }

  /** By references and ids of images, and by chain id, whole or its beginning. */
  search(text: string): Branch[] {
    const wanted = text.toLowerCase();
    const id = /^(?:sha256:)?[0-9a-f]{4,64}$/.test(wanted) ? `sha256:${wanted.replace('sha256:', '')}` : undefined;
    const begins = (digest: string) => id !== undefined && digest.startsWith(id);
    return [...this.#branches.values()].filter(
      ({ stack, images }) =>
        begins(stack.chainId) ||
        images.some(
          (image) => begins(image.id) || image.references.some((each) => each.toLowerCase().includes(wanted)),
        ),
    );
  }

  /** From the bottom to right below it. */
  static path(branch: Branch): Branch[] {
    const path: Branch[] = [];
    for (let each = branch.parent; each !== undefined; each = each.parent) path.unshift(each);
    return path;
  }

  /** Upper ones are behind lower ones in the map. */
  #addUp(add: (branch: Branch, parent: Branch) => void): void {
    for (const branch of [...this.#branches.values()].reverse())
      if (branch.parent !== undefined) add(branch, branch.parent);
  }
}

/** What a node is sorted by; names are those that are shown, with images before stacks without one. */
export function sortKey({ stack, images, ...branch }: Branch, sort: BaseSort): number | string {
  switch (sort) {
    case 'images':
      return branch.imageCount;
    case 'running':
      return branch.running;
    case 'bytes':
      return branch.bytes;
    case 'name':
      return nameOf({ stack, images }) ?? `\uffff${stack.chainId}`;
  }
}

export function nameOf({ images }: Pick<Branch, 'stack' | 'images'>): string | undefined {
  return images.find(({ references }) => references.length > 0)?.references[0];
}

export function toNode(branch: Branch, uses: ReadonlyMap<string, Uses>, formerly: readonly string[]): BaseNode {
  const { stack, images } = branch;
  return {
    chainId: stack.chainId,
    images: images.slice(0, IMAGES_TOLD).map(({ id, references, hostCount }) => {
      const { containers, running } = uses.get(id) ?? UNUSED;
      return { id, references: [...references], hostCount, containerCount: containers, runningCount: running };
    }),
    imagesHere: images.length,
    formerly: [...formerly],
    createdBy: stack.createdBy,
    layerCount: stack.layerCount,
    size: stack.size,
    addedLayers: stack.addedLayers,
    addedSize: stack.addedSize,
    children: branch.children.length,
    imageCount: branch.imageCount,
    hostCount: stack.hostCount,
    containerCount: branch.containers,
    runningCount: branch.running,
    bytes: branch.bytes,
  };
}
