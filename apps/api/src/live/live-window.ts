import type { Job } from '@roadstead/contract';
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
  /** The newest row of each job that moved on. */
  readonly progress = new Map<JobId, Job>();
  /** Jobs that have written output. */
  readonly wrote = new Set<JobId>();

  get isEmpty(): boolean {
    const { hosts, storedContainers, removedContainers, images, jobs, progress, wrote } = this;
    return [hosts, storedContainers, removedContainers, images, jobs, progress, wrote].every(({ size }) => size === 0);
  }

  add(event: AppEvent): void {
    if (event.type === 'hosts.changed') for (const id of event.hostIds) this.hosts.add(id);
    else if (event.type === 'jobs.changed') for (const id of event.jobIds) this.jobs.add(id);
    else if (event.type === 'job.progressed') this.progress.set(event.job.id, event.job);
    else if (event.type === 'job.wrote') this.wrote.add(event.jobId);
    else if (event.type === 'images.changed') this.#addImages(event);
    else if (event.type === 'containers.changed') this.#addContainers(event);
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
