import { describe, expect, it } from '@jest/globals';
import { followAfter } from './follow-after';
import type { LogLine } from './log-line';

const line = (source: number, at: string, stream: LogLine['stream'] = 'stdout'): LogLine => ({
  ...{ source, at, stream, text: 'x' },
});

describe('what is followed after the lines at hand', () => {
  it('follows the last line of each container and stream, not that of a host whose clock is ahead', () => {
    const lines = [line(0, '10:00'), line(1, '11:00'), line(0, '10:01', 'stderr'), line(1, '11:02')];
    expect(followAfter(lines, 2)).toEqual([{ stdout: '10:00', stderr: '10:01' }, { stdout: '11:02' }]);
  });

  it('is all since the moment that was asked for where a container has written nothing since', () => {
    expect(followAfter([line(0, '10:00')], 2, '09:00')).toEqual([
      { stdout: '10:00' },
      { stdout: '09:00', stderr: '09:00' },
    ]);
    expect(followAfter([], 1)).toEqual([{}]);
  });

  it('takes a notice of skipped lines for no line', () => {
    expect(followAfter([line(0, '10:00'), { ...line(0, ''), skipped: 7 }], 1)).toEqual([{ stdout: '10:00' }]);
  });
});
