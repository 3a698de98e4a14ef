import { describe, expect, it } from '@jest/globals';
import { JobId } from '@roadstead/domain';
import type { JobReport } from '@roadstead/protocol';
import fc from 'fast-check';
import { JobJournal } from './job-journal.js';
import { isTerminalReport } from './terminal-report.js';

const jobId = JobId.parse('01990000-0000-7000-8000-000000000001');
const progress = (bytesDone: number): JobReport => ({
  type: 'progress',
  progress: { layers: [], bytesDone, bytesTotal: 10, bytesPerSecond: 0 },
});

function drain(journal: JobJournal) {
  const events = [];
  for (let event = journal.next; event !== undefined; event = journal.next) {
    events.push(event);
    journal.acknowledge(event);
  }
  return events;
}

describe('JobJournal', () => {
  it('lets only the latest progress wait, and keeps the order of the rest', () => {
    const journal = new JobJournal(jobId, 1);
    journal.add(progress(1));
    journal.add({ type: 'output', text: 'a\n' });
    journal.add(progress(2));
    journal.add({ type: 'canceled' });
    expect(drain(journal).map((event) => event.report)).toEqual([
      { type: 'output', text: 'a\n' },
      progress(2),
      { type: 'canceled' },
    ]);
  });

  it('sends again what was sent and not acknowledged, under its number, whatever has come meanwhile', () => {
    const journal = new JobJournal(jobId, 1);
    journal.add(progress(1));
    const underWay = journal.next;
    journal.add(progress(2));
    journal.add(progress(3));
    expect(journal.next).toBe(underWay);
    expect(drain(journal).map(({ sequence, report }) => [sequence, report])).toEqual([
      [1, progress(1)],
      [2, progress(3)],
    ]);
  });

  it('bounds the output that waits, and says so', () => {
    const journal = new JobJournal(jobId, 1);
    for (let i = 0; i < 30; i += 1) journal.add({ type: 'output', text: 'x'.repeat(60_000) });
    const texts = drain(journal).map(({ report }) => (report.type === 'output' ? report.text : ''));
    expect(texts.join('').length).toBeLessThan(1_100_000);
    expect(texts.some((text) => text.includes('output was dropped here'))).toBe(true);
  });

  it('has numbers without a gap and exactly one end, whatever is added and whenever it is sent', () => {
    const anyReport: fc.Arbitrary<JobReport> = fc.oneof(
      fc.nat(9).map(progress),
      fc.string().map((text) => ({ type: 'output' as const, text })),
      fc.constant({ type: 'succeeded' as const, result: {} }),
      fc.constant({ type: 'canceled' as const }),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(anyReport, fc.constantFrom('add', 'send', 'drain'))), (added) => {
        const journal = new JobJournal(jobId, 3);
        const reports = added.map(([report]) => report);
        const events = added.flatMap(([report, what]) => {
          journal.add(report);
          if (what === 'send') expect(journal.next).toBe(journal.next);
          return what === 'drain' ? drain(journal) : [];
        });
        events.push(...drain(journal));
        expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, index) => index + 1));
        const ends = events.filter((event) => isTerminalReport(event.report));
        expect(ends.length).toBe(reports.some(isTerminalReport) ? 1 : 0);
        expect(ends.length === 0 || events.at(-1) === ends[0]).toBe(true);
      }),
    );
  });
});
