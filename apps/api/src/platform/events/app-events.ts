import { Injectable } from '@nestjs/common';
import type { JobTick, LiveStats } from '@roadstead/contract';
import type { ContainerId, Digest, HostId, JobId } from '@roadstead/domain';
import type { Hello } from '@roadstead/protocol';
import { filter, type Observable, Subject } from 'rxjs';

/** When an agent said hello, by the database's clock, and whether it is the same process of it as the time before. */
export interface Greeting {
  readonly at: string;
  readonly isSameProcess: boolean;
}

/**
 * What happened in this process, past tense, told after the commit. Listeners in other API processes do not hear it:
 * what browsers must see goes through `live/` (socket.io's Redis adapter), what must happen goes through Postgres.
 */
export type AppEvent =
  | { type: 'host.connected'; hostId: HostId; hello: Hello; greeting: Greeting }
  /** Status, engine, name, labels or counts changed; also enrolled and revoked. */
  | { type: 'hosts.changed'; hostIds: HostId[] }
  | { type: 'containers.changed'; hostId: HostId; stored: ContainerId[]; removed: ContainerId[] }
  | { type: 'images.changed'; hostId: HostId; imageIds: Digest[] }
  | { type: 'jobs.changed'; jobIds: JobId[] }
  /** A running job moved on: its newest progress, which Postgres may get up to a second later. */
  | { type: 'job.progressed'; tick: JobTick }
  /** A job has written output, which is in Postgres. */
  | { type: 'job.wrote'; jobId: JobId }
  /** A host sent live samples; only while somebody, in some process, looks. */
  | { type: 'stats.sampled'; stats: LiveStats };

type EventOf<T extends AppEvent['type']> = Extract<AppEvent, { type: T }>;

@Injectable()
export class AppEvents {
  readonly #subject = new Subject<AppEvent>();

  emit(event: AppEvent): void {
    this.#subject.next(event);
  }

  on<T extends AppEvent['type']>(type: T): Observable<EventOf<T>> {
    return this.#subject.pipe(filter((event): event is EventOf<T> => event.type === type));
  }
}
