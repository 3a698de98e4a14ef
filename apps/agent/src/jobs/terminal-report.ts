import type { JobReport } from '@roadstead/protocol';

/** Whether a report ends its attempt. */
export function isTerminalReport(report: JobReport): boolean {
  return report.type === 'succeeded' || report.type === 'failed' || report.type === 'canceled';
}
