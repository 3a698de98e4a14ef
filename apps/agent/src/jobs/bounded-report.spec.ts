import { describe, expect, it } from '@jest/globals';
import { JOB_KINDS } from '@roadstead/domain';
import { boundedResult, MAX_LISTED, MAX_REPORT_BYTES, sendableReport } from './bounded-report.js';

describe('what a job tells', () => {
  it('issue-3-result-bound: has lists of bounded length, and how many lines are left out', () => {
    const deleted = Array.from({ length: 60_000 }, (_, n) => `sha256:${String(n).padStart(64, '0')}`);
    const result = boundedResult({ untagged: ['a:1'], deleted, spaceReclaimedBytes: 7 });
    expect(result).toEqual({
      untagged: ['a:1'],
      deleted: deleted.slice(0, MAX_LISTED),
      spaceReclaimedBytes: 7,
      more: 60_000 - MAX_LISTED,
    });
    expect(JOB_KINDS['image.prune'].result.parse(result)).toEqual(result);
    expect(sendableReport({ type: 'succeeded', result }, 'web-1')).toEqual({ type: 'succeeded', result });
  });

  it('leaves small results as they are', () => {
    expect(boundedResult({ references: ['a:1'] })).toEqual({ references: ['a:1'] });
  });

  it('issue-3-result-bound: fails in words where an end is too large to be sent', () => {
    const result = { imageId: 'x'.repeat(MAX_REPORT_BYTES) };
    expect(sendableReport({ type: 'succeeded', result }, 'web-1')).toMatchObject({
      type: 'failed',
      error: { code: 'job.report-too-large', detail: { host: 'web-1', size: '2 MiB' } },
    });
  });
});
