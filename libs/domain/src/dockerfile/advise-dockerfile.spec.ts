import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { adviseDockerfile, MAX_ADVICE } from './advise-dockerfile.js';
import { applyFix } from './apply-fix.js';
import { RULES } from './rules/index.js';
import { stepsOf } from './steps-of.js';
import { TextPositions } from './syntax/text-positions.js';

const PIECES = [
  'FROM ',
  'FROM a:1 AS b\n',
  'RUN ',
  'COPY ',
  'ADD ',
  'ENV ',
  'ARG ',
  'LABEL ',
  'CMD ',
  'ENTRYPOINT ',
  'EXPOSE ',
  'ONBUILD ',
  'HEALTHCHECK ',
  'SHELL ',
  'USER ',
  'WORKDIR ',
  'MAINTAINER ',
  '# escape=`\n',
  '# syntax=x\n',
  '#',
  '\\',
  '`',
  '\n',
  '\r\n',
  '\r',
  '\t',
  ' ',
  '"',
  "'",
  '[',
  ']',
  '<<EOF',
  '<<-"E"',
  'EOF\n',
  '$',
  '{',
  '}',
  '(',
  ')',
  '--from=',
  '--mount=',
  '=',
  ':',
  'a',
  '/',
  'AS ',
  '\ufeff',
  '-',
  ',',
  '&&',
  '|',
  ';',
  'apt-get update',
  'apt-get install x',
  'npm ci',
  'cd /x',
  '👩‍🚀',
  '\u2028',
  '\0',
];
const dockerfileLike = fc.array(fc.constantFrom(...PIECES), { maxLength: 60 }).map((pieces) => pieces.join(''));
const anyText = fc.oneof(dockerfileLike, fc.string({ unit: 'binary', maxLength: 200 }));

/** Milliseconds of this process's own computing, whatever else the machine does. */
const millisecondsFor = (text: string): number => {
  const before = process.cpuUsage();
  adviseDockerfile(text);
  return process.cpuUsage(before).user / 1000;
};

describe('adviseDockerfile', () => {
  it('throws for no text, and never points outside of it', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const positions = new TextPositions(text);
        for (const { range, fix } of adviseDockerfile(text)) {
          for (const one of [range, ...(fix?.edits ?? []).map((edit) => edit.range)]) {
            const { start, end } = positions.spanOf(one);
            expect(start).toBeGreaterThanOrEqual(0);
            expect(end).toBeGreaterThanOrEqual(start);
            expect(end).toBeLessThanOrEqual(text.length);
            expect(positions.rangeOf({ start, end })).toEqual(one);
          }
        }
        stepsOf(text);
      }),
      { numRuns: 500 },
    );
  });

  it('offers fixes that take the advice away and bring no error, whatever the text', () => {
    const countOf = (text: string, keep: (advice: { rule: string; severity: string }) => boolean) =>
      adviseDockerfile(text).filter(keep).length;
    fc.assert(
      fc.property(dockerfileLike, (text) => {
        for (const { rule, fix } of adviseDockerfile(text)) {
          if (fix === undefined) continue;
          const fixed = applyFix(text, fix);
          const ofRule = (advice: { rule: string }) => advice.rule === rule;
          const isError = (advice: { severity: string }) => advice.severity === 'error';
          expect(countOf(fixed, ofRule)).toBeLessThan(countOf(text, ofRule));
          expect(countOf(fixed, isError)).toBeLessThanOrEqual(countOf(text, isError));
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['short RUN lines', 'FROM alpine:3.20\n', 'RUN apk add --no-cache curl && echo $FOO $BAR\n'],
    ['one instruction without end', 'FROM alpine:3.20\nRUN true', ' && a b \\\n  # why\n'],
    ['one word', 'FROM a:1\nENV a=', '"'],
    ['blanks', 'FROM a:1\nRUN ', ' '],
    ['dollars', 'FROM a:1\nRUN echo ', '$('],
    ['heredocs', 'FROM a:1\nRUN ', '<<A '],
    ['stages', '', 'FROM a:1 AS b\nCOPY --from=b x y\n'],
    ['stages that stand on each other', '', 'FROM b AS b\nWORKDIR c\n'],
    ['arguments', 'FROM a:1\n', 'ARG a=b\nARG b\n'],
    ['nested triggers', 'FROM a:1\n', 'ONBUILD '],
    ['a JSON array', 'FROM a:1\nCMD [', '"a",'],
    ['flags', 'FROM a:1\nCOPY ', '--from=a '],
    ['unknown instructions', '', 'x\n'],
    ['packages', 'FROM a:1\nRUN ', 'apt-get install x; '],
  ])('takes time in step with the length: %s', (_name, head, piece) => {
    const ofLength = (length: number) => head + piece.repeat(Math.ceil(length / piece.length));
    const most = Math.max(millisecondsFor(ofLength(8_000)), 20) * 40;
    // What others left to be collected may be collected meanwhile: what takes too long each time does.
    let long = Number.POSITIVE_INFINITY;
    for (let turn = 0; turn < 3 && long >= most; turn++) long = Math.min(long, millisecondsFor(ofLength(64_000)));
    expect(long).toBeLessThan(most);
  });

  it('tells a bounded number of things about one file', () => {
    expect(adviseDockerfile('x\n'.repeat(5000))).toHaveLength(MAX_ADVICE);
  });

  it('speaks in the order of the text', () => {
    const lines = adviseDockerfile('FROM debian\nADD a b\nEXPOSE x\nMAINTAINER y').map(({ range }) => range.startLine);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
  });

  it('names each rule once, in kebab-case', () => {
    const ids = RULES.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });
});
