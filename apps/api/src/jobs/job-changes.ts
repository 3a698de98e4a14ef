import { Injectable } from '@nestjs/common';
import type { Job } from '@roadstead/contract';
import type { JobId } from '@roadstead/domain';
import { AppEvents } from '../platform/events/app-events.js';
import type { JobMoves } from './job-moves.js';
import { JobOutbox } from './job-outbox.js';

/** What follows a commit that moved jobs: those who listen are told, and what became due is queued. */
@Injectable()
export class JobChanges {
  constructor(
    private readonly events: AppEvents,
    private readonly outbox: JobOutbox,
  ) {}

  /** Jobs that are new or have ended: the number of their hosts' active jobs is another. */
  tell(jobs: readonly Pick<Job, 'id' | 'hostId'>[]): void {
    this.outbox.nudge();
    if (jobs.length === 0) return;
    this.events.emit({ type: 'jobs.changed', jobIds: jobs.map(({ id }) => id) });
    this.events.emit({ type: 'hosts.changed', hostIds: [...new Set(jobs.map(({ hostId }) => hostId))] });
  }

  tellMoves({ moved, ended }: JobMoves): void {
    this.tellMoved(moved);
    this.tell(ended);
  }

  /** As `tell`, where the number of a host's active jobs did not change. */
  tellMoved(jobIds: readonly JobId[]): void {
    this.outbox.nudge();
    if (jobIds.length > 0) this.events.emit({ type: 'jobs.changed', jobIds: [...jobIds] });
  }
}
