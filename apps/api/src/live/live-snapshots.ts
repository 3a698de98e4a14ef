import { Injectable } from '@nestjs/common';
import type { LiveSnapshot, LiveTopic } from '@roadstead/contract';
import type { BatchId, HostId, JobId } from '@roadstead/domain';
import { ContainersService } from '../containers/containers.service.js';
import { HostsService } from '../hosts/hosts.service.js';
import { JobsService } from '../jobs/jobs.service.js';
import { OverviewService } from '../overview/overview.service.js';
import { leadingJobs } from './job-bytes.js';

/** Rows of active jobs that a snapshot holds at the most; more are told as `stale`, to be fetched page by page. */
const ACTIVE_JOBS = 500;
const LATEST_JOBS = 100;

/** What a topic looks like now. */
@Injectable()
export class LiveSnapshots {
  constructor(
    private readonly hosts: HostsService,
    private readonly containers: ContainersService,
    private readonly jobs: JobsService,
    private readonly overview: OverviewService,
  ) {}

  /** @throws RoadsteadError `host.unknown`, `container.unknown`, `job.unknown` for a topic about something that is not there. */
  async of(topic: LiveTopic): Promise<LiveSnapshot> {
    if (topic === 'overview') return { overview: await this.overview.get() };
    if (topic === 'hosts') return { hosts: await this.hosts.list() };
    if (topic === 'containers' || topic === 'images') return {};
    if (topic === 'jobs') return bounded(await this.jobs.activeAndLatest(ACTIVE_JOBS, LATEST_JOBS), ACTIVE_JOBS);
    if (topic.startsWith('stats/')) return this.#stats(topic);
    const [noun, id = ''] = topic.split('/');
    if (noun === 'host') return this.#host(id as HostId);
    if (noun === 'job') return { jobs: [await this.jobs.get(id as JobId)] };
    return bounded(await this.jobs.ofBatch(id as BatchId), Number.POSITIVE_INFINITY);
  }

  /** Samples follow; that what is looked at is there is all that can be said now. */
  async #stats(topic: LiveTopic): Promise<LiveSnapshot> {
    const [, noun, first = '', second] = topic.split('/');
    if (noun === 'host') await this.hosts.get(first);
    if (noun === 'container') await this.containers.get(first, second ?? '');
    if (noun === 'top' && second !== undefined) await this.hosts.get(second);
    return {};
  }

  async #host(id: HostId): Promise<LiveSnapshot> {
    const [host, jobs] = await Promise.all([this.hosts.get(id), this.jobs.activeOnHost(id, ACTIVE_JOBS)]);
    return { hosts: [host], ...bounded(jobs, ACTIVE_JOBS) };
  }
}

function bounded(jobs: NonNullable<LiveSnapshot['jobs']>, limit: number): LiveSnapshot {
  const sent = leadingJobs(jobs);
  return sent.length < jobs.length || jobs.length >= limit ? { jobs: sent, stale: true } : { jobs };
}
