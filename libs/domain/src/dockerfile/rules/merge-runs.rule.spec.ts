import { describe, expect, it } from '@jest/globals';
import { fixedBy, pointedAt } from '../testing/advice-of.js';

describe('merge-runs', () => {
  it('points at RUN lines in a row', () => {
    expect(pointedAt('merge-runs', 'FROM alpine:3.20\nRUN a\nRUN b\nCOPY x y\nRUN c')).toEqual(['RUN a\nRUN b']);
  });

  it('leaves stages that are not shipped alone', () => {
    expect(pointedAt('merge-runs', 'FROM a:1 AS x\nRUN a\nRUN b\nFROM b:1\nCOPY --from=x a b')).toEqual([]);
  });

  it('leaves flags, exec form and heredocs alone', () => {
    expect(
      pointedAt(
        'merge-runs',
        'FROM alpine:3.20\nRUN --mount=type=cache,target=/x a\nRUN b\nRUN ["c"]\nRUN <<E\nd\nE\nRUN e',
      ),
    ).toEqual([]);
  });

  it('fix joins them and keeps comments', () => {
    expect(fixedBy('merge-runs', 'FROM alpine:3.20\nRUN a \\\n && b\n\n# why\nRUN c && d')).toBe(
      'FROM alpine:3.20\nRUN a \\\n && b && \\\n# why\n    c && d',
    );
  });

  it("fix uses the file's own line break and escape character", () => {
    expect(fixedBy('merge-runs', '# escape=`\r\nFROM a:1\r\nRUN a\r\nRUN b\r\n')).toBe(
      '# escape=`\r\nFROM a:1\r\nRUN a && `\r\n    b\r\n',
    );
  });

  it('fix leaves alone what the next would inherit or not reach', () => {
    const text = 'FROM alpine:3.20\nRUN cd /x\nRUN b || c';
    expect(fixedBy('merge-runs', text)).toBe(text);
  });
});
