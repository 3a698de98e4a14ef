import type { JobId } from '@roadstead/domain';
import { RoadsteadError } from '@roadstead/domain';
import type { Hello, HelloReply, JobEvent } from '@roadstead/protocol';
import type { Logger } from '../config/logger.js';
import type { Link, LinkUser } from '../connection/link.js';
import { pause } from '../connection/pause.js';
import { JobJournal } from './job-journal.js';

const RETRY_MS = 1000;

/** Journals of the jobs that run, and of those that have ended but are not acknowledged. Each is sent in its own order. */
export class JobOutbox implements LinkUser<HelloReply> {
  readonly #journals = new Map<JobId, JobJournal>();
  readonly #sending = new Set<JobJournal>();
  #link: { readonly link: Link; readonly closing: AbortController } | undefined;

  constructor(private readonly log: Logger) {}

  /** Whether the control plane has taken this connection's hello, and so knows of the jobs before it. */
  get isConnected(): boolean {
    return this.#link !== undefined;
  }

  /** What Hello tells. */
  jobs(): Hello['jobs'] {
    return [...this.#journals.values()].map(({ jobId, attempt, ended }) => ({ jobId, attempt, ended }));
  }

  journal(jobId: JobId): JobJournal | undefined {
    return this.#journals.get(jobId);
  }

  /** A journal for a new attempt; what an older attempt still had to tell is of no interest any more. */
  open(jobId: JobId, attempt: number): JobJournal {
    const journal = new JobJournal(jobId, attempt);
    this.#journals.set(jobId, journal);
    return journal;
  }

  /** To be called after each addition to the journal. */
  nudge(journal: JobJournal): void {
    if (this.#link !== undefined && !this.#sending.has(journal)) void this.#send(journal, this.#link);
  }

  connected(link: Link): void {
    this.#link = { link, closing: new AbortController() };
    for (const journal of this.#journals.values()) this.nudge(journal);
  }

  disconnected(): void {
    this.#link?.closing.abort();
    this.#link = undefined;
  }

  async #send(journal: JobJournal, { link, closing }: { link: Link; closing: AbortController }): Promise<void> {
    this.#sending.add(journal);
    while (!link.closed && journal.next !== undefined && this.#isCurrent(journal)) {
      const event = journal.next;
      if (await this.#deliver(link, event)) journal.acknowledge(event);
      else await pause(RETRY_MS, closing.signal);
    }
    this.#sending.delete(journal);
    if (journal.ended && journal.next === undefined && this.#isCurrent(journal)) this.#journals.delete(journal.jobId);
    // A new connection may have come while this one was still being given up.
    else if (this.#link !== undefined && this.#link.link !== link) this.nudge(journal);
  }

  /** @returns whether the event is done with: taken, or refused for good */
  async #deliver(link: Link, event: JobEvent): Promise<boolean> {
    try {
      await link.emit('job.event', event);
      return true;
    } catch (error) {
      const refused = error instanceof RoadsteadError && !error.retryable;
      const { jobId, sequence } = event;
      if (refused) this.log.error({ jobId, sequence, reason: error.message }, 'a job event was refused');
      return refused;
    }
  }

  #isCurrent(journal: JobJournal): boolean {
    return this.#journals.get(journal.jobId) === journal;
  }
}
