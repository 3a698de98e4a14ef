import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('unused-arg', () => {
  it('points at a name that nothing uses', () => {
    expect(pointedAt('unused-arg', 'ARG V=1\nFROM a:1\nARG W')).toEqual(['V=1', 'W']);
  });

  it('takes references and words of a RUN', () => {
    expect(pointedAt('unused-arg', 'ARG V=1\nFROM a:$V\nARG W\nRUN python -c "os.environ[W]"')).toEqual([]);
  });

  it('takes what Docker and programs read', () => {
    expect(pointedAt('unused-arg', 'FROM alpine:3.20\nARG HTTP_PROXY\nARG TARGETARCH\nARG DEBIAN_FRONTEND=x')).toEqual(
      [],
    );
  });
});
