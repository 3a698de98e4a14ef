import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Job } from '@roadstead/contract';
import type { HostId, JobId } from '@roadstead/domain';
import { AppEvents } from '../platform/events/app-events.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { JobReportsRepository } from './job-reports.repository.js';
import type { JobAttemptKey, LatestProgress } from './job-transitions.repository.js';
import { JobsRepository } from './jobs.repository.js';

const FLUSH_MS = 1000;
/** A job that says nothing for so many flushes is read anew when it speaks again. */
const IDLE_FLUSHES = 60;

interface Entry {
  job: Job;
  latest?: LatestProgress;
  /** Whether `latest` is not in Postgres yet. */
  dirty: boolean;
  /** The row has changed since it was read. */
  stale: boolean;
  idle: number;
}

/**
 * The progress of running jobs on its way: told to browsers at once, to Postgres once a second for all jobs together.
 * A buffer: a process that dies loses at most the last second of it, and the agent's next message makes that good.
 */
@Injectable()
export class JobProgress implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #entries = new Map<JobId, Entry>();
  #timer: NodeJS.Timeout | undefined;
  #flushing: Promise<void> = Promise.resolve();

  constructor(
    private readonly jobs: JobsRepository,
    private readonly reports: JobReportsRepository,
    private readonly events: AppEvents,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    events.on('jobs.changed').subscribe(({ jobIds }) => {
      for (const id of jobIds) this.#markStale(id);
    });
  }

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => {
      this.#flushing = this.#flushing.then(() => this.#flush());
    }, FLUSH_MS);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.#timer);
    await this.#flushing;
    await this.#flush();
  }

  /** Takes the progress of a host's running attempt; anything else, and what is not newer, has no effect. */
  async take(hostId: HostId, { jobId, attempt }: JobAttemptKey, latest: LatestProgress): Promise<void> {
    const entry = await this.#entryOf(jobId, attempt);
    if (entry === undefined) return;
    const { job } = entry;
    if (job.hostId !== hostId || job.state !== 'running' || job.attempt !== attempt) return;
    if (latest.sequence <= job.progressSequence) return;
    entry.job = { ...job, progress: latest.progress, progressSequence: latest.sequence };
    entry.latest = latest;
    entry.dirty = true;
    entry.idle = 0;
    const { id, batchId, revision } = job;
    const { progress, sequence: progressSequence } = latest;
    const tick = { id, batchId, hostId, revision, attempt, progress, progressSequence };
    this.events.emit({ type: 'job.progressed', tick });
  }

  /** The progress of an attempt that is not in Postgres yet. */
  pending({ jobId, attempt }: JobAttemptKey): LatestProgress | undefined {
    const entry = this.#entries.get(jobId);
    return entry?.dirty && entry.job.attempt === attempt ? entry.latest : undefined;
  }

  forget(jobId: JobId): void {
    this.#entries.delete(jobId);
  }

  async #entryOf(jobId: JobId, attempt: number): Promise<Entry | undefined> {
    const cached = this.#entries.get(jobId);
    if (cached !== undefined && !cached.stale && cached.job.attempt >= attempt) return cached;
    const [job] = await this.jobs.byIds([jobId]);
    const current = this.#entries.get(jobId);
    if (job === undefined || job.state !== 'running') {
      this.#entries.delete(jobId);
      return undefined;
    }
    const kept =
      current?.dirty && current.latest !== undefined && current.job.attempt === job.attempt
        ? current.latest
        : undefined;
    const newer = kept !== undefined && kept.sequence > job.progressSequence;
    const entry: Entry = {
      job: newer ? { ...job, progress: kept.progress, progressSequence: kept.sequence } : job,
      latest: newer ? kept : undefined,
      dirty: newer,
      stale: false,
      idle: 0,
    };
    this.#entries.set(jobId, entry);
    return entry;
  }

  #markStale(jobId: JobId): void {
    const entry = this.#entries.get(jobId);
    if (entry !== undefined) entry.stale = true;
  }

  async #flush(): Promise<void> {
    const dirty: (JobAttemptKey & LatestProgress)[] = [];
    for (const [jobId, entry] of this.#entries) {
      entry.idle += 1;
      if (entry.dirty && entry.latest !== undefined) dirty.push({ jobId, attempt: entry.job.attempt, ...entry.latest });
      else if (entry.idle > IDLE_FLUSHES) this.#entries.delete(jobId);
    }
    if (dirty.length === 0) return;
    try {
      const saved = await this.reports.saveProgress(dirty);
      for (const { jobId, sequence } of dirty) this.#settle(jobId, sequence, saved.get(jobId));
    } catch (error) {
      this.logger.warn({ err: error }, 'the progress of jobs could not be stored; trying again');
    }
  }

  #settle(jobId: JobId, sequence: number, revision: number | undefined): void {
    const entry = this.#entries.get(jobId);
    if (entry === undefined) return;
    if (entry.latest?.sequence === sequence) entry.dirty = false;
    if (revision !== entry.job.revision) entry.stale = true;
  }
}
