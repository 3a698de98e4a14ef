import type { JobId } from '@roadstead/domain';
import type { JobEvent, JobReport } from '@roadstead/protocol';

/** Events of jobs, each taken once: one that comes again has no effect. */
export class JobLedger {
  /** In the order in which they came, without repetitions. */
  readonly events: JobEvent[] = [];
  /** Events that came again. */
  repeated = 0;

  take(event: JobEvent): void {
    const latest = this.of(event.jobId, event.attempt).at(-1)?.sequence ?? 0;
    if (event.sequence > latest) this.events.push(event);
    else this.repeated += 1;
  }

  of(jobId: JobId, attempt: number): JobEvent[] {
    return this.events.filter((event) => event.jobId === jobId && event.attempt === attempt);
  }

  reports<T extends JobReport['type']>(jobId: JobId, type: T): Extract<JobReport, { type: T }>[] {
    const reports = this.events.filter((event) => event.jobId === jobId).map(({ report }) => report);
    return reports.filter((report): report is Extract<JobReport, { type: T }> => report.type === type);
  }

  /** All ends of the job; in a sound world there is one for each attempt. */
  ends(jobId: JobId): JobReport[] {
    const ends = ['succeeded', 'failed', 'canceled'] as const;
    return ends.flatMap((type) => this.reports(jobId, type));
  }
}
