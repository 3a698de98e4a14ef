import { describe, expect, it } from '@jest/globals';
import { canMove, isTerminal, JobState, TERMINAL_JOB_STATES } from './job.js';

describe('job states', () => {
  it('never leave a terminal state', () => {
    for (const from of TERMINAL_JOB_STATES) {
      expect(isTerminal(from)).toBe(true);
      expect(JobState.options.filter((to) => canMove(from, to))).toEqual([]);
    }
  });

  it('can be canceled from every state that is not terminal', () => {
    for (const from of JobState.options.filter((state) => !isTerminal(state))) {
      expect(canMove(from, 'canceled')).toBe(true);
    }
  });

  it('succeed only while running, and go back to the queue only after an interruption or a wait', () => {
    expect(JobState.options.filter((from) => canMove(from, 'succeeded'))).toEqual(['running']);
    expect(JobState.options.filter((from) => canMove(from, 'queued'))).toEqual(['waiting-for-host', 'interrupted']);
  });
});
