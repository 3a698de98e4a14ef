import { RoadsteadError } from '@roadstead/domain';
import type { JobReport } from '@roadstead/protocol';

/** Lines of one list in a result; what a prune prints is in the job's output as well. */
export const MAX_LISTED = 1000;
/** Bytes of JSON. The control plane cuts the connection for a message of several MiB, and it would be sent again and again. */
export const MAX_REPORT_BYTES = 1024 * 1024;

/** A result whose lists are cut, with how many lines are left out as `more`. */
export function boundedResult(result: object): Record<string, unknown> {
  let more = 0;
  const entries = Object.entries(result).map(([name, value]) => {
    if (!Array.isArray(value) || value.length <= MAX_LISTED) return [name, value];
    more += value.length - MAX_LISTED;
    return [name, value.slice(0, MAX_LISTED)];
  });
  return { ...Object.fromEntries(entries), ...(more > 0 && { more }) };
}

/** The report as it can be sent. An end that is too large is a failure in words; progress that is, is left out. */
export function sendableReport(report: JobReport, host: string): JobReport | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(report));
  if (bytes <= MAX_REPORT_BYTES) return report;
  if (report.type === 'progress' || report.type === 'output') return undefined;
  const size = `${Math.ceil(bytes / 1024 / 1024)} MiB`;
  return { type: 'failed', error: new RoadsteadError('job.report-too-large', { host, size }).toBody() };
}
