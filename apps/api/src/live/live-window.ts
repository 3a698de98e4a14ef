import type { JobTick } from '@roadstead/contract';
import type { ContainerId, Digest, HostId, JobId } from '@roadstead/domain';
import type { AppEvent } from '../platform/events/app-events.js';

type OnHost<Id> = { hostId: HostId; id: Id };

/** What changed in one window of time, each thing once however often it changed. */
export class LiveWindow {
  readonly hosts = new Set<HostId>();
  readonly storedContainers = new Map<string, OnHost<ContainerId>>();
  readonly removedContainers = new Map<string, OnHost<ContainerId>>();
  readonly images = new Map<string, OnHost<Digest>>();
  readonly jobs = new Set<JobId>();
  /** How far each job is that moved on. */
  readonly progress = new Map<JobId, JobTick>();
  /** Jobs that have written output. */
  readonly wrote = new Set<JobId>();

  get isEmpty(): boolean {
    const { hosts, storedContainers, removedContainers, images, jobs, progress, wrote } = this;
    return [hosts, storedContainers, removedContainers, images, jobs, progress, wrote].every(({ size }) => size === 0);
  }

  add(event: AppEvent): void {
    if (event.type === 'hosts.changed') for (const id of event.hostIds) this.hosts.add(id);
    else if (event.type === 'jobs.changed') for (const id of event.jobIds) this.jobs.add(id);
    else if (event.type === 'job.progressed') this.progress.set(event.tick.id, event.tick);
    else if (event.type === 'job.wrote') this.wrote.add(event.jobId);
    else if (event.type === 'images.changed') this.#addImages(event);
    else if (event.type === 'containers.changed') this.#addContainers(event);
  }

  /** Takes in what could not be told of an earlier window; what has changed since then stands above it. */
  addEarlier(
    earlier: Partial<Pick<LiveWindow, 'hosts' | 'storedContainers' | 'removedContainers' | 'images' | 'jobs'>>,
  ) {
    for (const id of earlier.hosts ?? []) this.hosts.add(id);
    for (const id of earlier.jobs ?? []) this.jobs.add(id);
    for (const [key, image] of earlier.images ?? []) if (!this.images.has(key)) this.images.set(key, image);
    const isKnown = (key: string) => this.storedContainers.has(key) || this.removedContainers.has(key);
    for (const [key, stored] of earlier.storedContainers ?? [])
      if (!isKnown(key)) this.storedContainers.set(key, stored);
    for (const [key, gone] of earlier.removedContainers ?? []) if (!isKnown(key)) this.removedContainers.set(key, gone);
  }

  #addImages({ hostId, imageIds }: Extract<AppEvent, { type: 'images.changed' }>): void {
    for (const id of imageIds) this.images.set(`${hostId}/${id}`, { hostId, id });
  }

  #addContainers({ hostId, stored, removed }: Extract<AppEvent, { type: 'containers.changed' }>): void {
    for (const id of stored) move({ hostId, id }, this.removedContainers, this.storedContainers);
    for (const id of removed) move({ hostId, id }, this.storedContainers, this.removedContainers);
  }
}

type Containers = Map<string, OnHost<ContainerId>>;

function move(key: OnHost<ContainerId>, from: Containers, to: Containers): void {
  const text = `${key.hostId}/${key.id}`;
  from.delete(text);
  to.set(text, key);
}
