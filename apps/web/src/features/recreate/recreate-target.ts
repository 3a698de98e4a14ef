import type { Container, CreateBatchBody, RegistryMoved, TagMoved } from '@roadstead/contract';
import type { ContainerId, HostId } from '@roadstead/domain';

/** A container that is to be made anew, with what the question says of it. */
export interface RecreateTarget {
  hostId: HostId;
  hostName: string;
  containerId: ContainerId;
  name: string;
  /** What it is made of: a reference, or the config digest of an image without one. */
  image: string;
  state: Container['state'];
  /** Its host has no image of this name: without a pull there is nothing to make it of. */
  lacksImage: boolean;
}

/** A container that was made with the beginning of an id is made of that very image again. */
export function targetOf(container: Container): RecreateTarget {
  const { hostId, hostName, id, name, imageReference, imageId, state } = container;
  const isId = imageId.startsWith(`sha256:${imageReference.replace(/^sha256:/, '')}`);
  const image = isId ? imageId : imageReference;
  return { hostId, hostName, containerId: id, name, image, state, lacksImage: false };
}

export function targetOfMoved(moved: TagMoved | RegistryMoved): RecreateTarget {
  const { hostId, hostName, containerId, containerName: name, imageReference: image, state } = moved;
  const lacksImage = moved.kind === 'tag-moved' && moved.now === undefined;
  return { hostId, hostName, containerId, name, image, state, lacksImage };
}

/** An image that is named by its id can only be the host's. */
export function canPull({ image }: Pick<RecreateTarget, 'image'>): boolean {
  return !/^sha256:[0-9a-f]{64}$/.test(image);
}

export function recreateJobs(targets: readonly RecreateTarget[], pull: boolean): CreateBatchBody['jobs'] {
  return targets.map((target) => ({
    hostId: target.hostId,
    params: {
      containerId: target.containerId,
      image: target.image,
      pull: (pull || target.lacksImage) && canPull(target),
    },
  }));
}

/** Whether it runs, as far as somebody who depends on it is concerned. */
export function isRunning({ state }: Pick<RecreateTarget, 'state'>): boolean {
  return state === 'running' || state === 'restarting';
}
