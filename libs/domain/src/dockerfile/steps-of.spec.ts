import { describe, expect, it } from '@jest/globals';
import { stepsOf } from './steps-of.js';

describe('stepsOf', () => {
  it('lists the stages with their bases, parents and steps at their lines', () => {
    const text = 'ARG V=1\nFROM a:$V AS build\nRUN x \\\n  # why\n  && y\n\nFROM build\nCOPY --from=0 a b\n';
    expect(stepsOf(text)).toEqual([
      {
        index: 0,
        name: 'build',
        base: 'a:$V',
        parent: undefined,
        steps: [
          { instruction: 'FROM', text: 'FROM a:$V AS build', line: 2 },
          { instruction: 'RUN', text: 'RUN x && y', line: 3 },
        ],
      },
      {
        index: 1,
        name: undefined,
        base: 'build',
        parent: 0,
        steps: [
          { instruction: 'FROM', text: 'FROM build', line: 7 },
          { instruction: 'COPY', text: 'COPY --from=0 a b', line: 8 },
        ],
      },
    ]);
  });

  it('keeps to the instruction line of a heredoc', () => {
    const [stage] = stepsOf('FROM a:1\nRUN <<EOF\nUSER x\nEOF\nUSER y');
    expect(stage?.steps.map(({ text }) => text)).toEqual(['FROM a:1', 'RUN <<EOF', 'USER y']);
  });

  it('of a text without FROM is empty', () => {
    expect(stepsOf('RUN x')).toEqual([]);
  });
});
