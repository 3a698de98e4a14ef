import { describe, expect, it } from '@jest/globals';
import { baseReferences } from './base-references.js';

describe('baseReferences', () => {
  it('lists each image once, and neither stages nor scratch', () => {
    const text =
      'FROM a:1 AS build\nFROM build AS test\nFROM scratch\nCOPY --from=build /x /x\nCOPY --from=a:1 /y /y\n';
    expect(baseReferences(text)).toEqual(['a:1']);
  });

  it('fills in what build arguments and defaults before the first FROM say', () => {
    const text = `ARG REPO=shop/base\nARG TAG="1"\nARG ALL=\${REPO}:$TAG\nFROM \${ALL}\n`;
    expect(baseReferences(text)).toEqual(['shop/base:1']);
    expect(baseReferences(text, { buildArgs: { TAG: '2' } })).toEqual(['shop/base:2']);
    expect(baseReferences(`ARG V\nFROM a:\${V:-3}\n`)).toEqual(['a:3']);
    expect(baseReferences(`ARG V=1\nFROM a\${V:+/b}\n`)).toEqual(['a/b']);
  });

  it('leaves out what only the build knows', () => {
    expect(baseReferences('FROM a:$TARGETARCH\n')).toEqual([]);
    expect(baseReferences('FROM a AS b\nARG V=1\nFROM c:$V\n', { target: 'b' })).toEqual(['a']);
    expect(baseReferences('FROM a\nARG V=1\nFROM c:$V\n')).toEqual([]);
  });

  it('takes the stages that lead to the target, and those that they copy from', () => {
    const text =
      'FROM a AS one\nFROM b AS two\nFROM c AS three\nCOPY --from=one x x\nRUN --mount=type=bind,from=d,target=/d true\n';
    expect(baseReferences(text)).toEqual(['a', 'c', 'd']);
    expect(baseReferences(text, { target: 'TWO' })).toEqual(['b']);
    expect(baseReferences(text, { target: '0' })).toEqual(['a']);
  });

  it('takes any text', () => {
    for (const text of ['', 'FROM', 'RUN x', `FROM \${`, 'COPY --from=9 a b', 'ARG A=$A\nFROM $A']) {
      expect(() => baseReferences(text)).not.toThrow();
    }
  });
});
