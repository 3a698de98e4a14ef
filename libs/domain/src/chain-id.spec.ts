import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { chainIds } from './chain-id.js';
import type { Digest } from './digest.js';

const sha256 = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}` as Digest;
const a = sha256('a');
const b = sha256('b');
const c = sha256('c');

describe('chainIds', () => {
  it('follows the OCI definition: the first is the diff id, each next hashes the one below', () => {
    const ab = sha256(`${a} ${b}`);
    expect(chainIds([a, b, c], sha256)).toEqual([a, ab, sha256(`${ab} ${c}`)]);
  });

  it('gives equal prefixes equal ids, and the same layer on another base another id', () => {
    const left = chainIds([a, b, c], sha256);
    const right = chainIds([a, b, a], sha256);
    expect(right.slice(0, 2)).toEqual(left.slice(0, 2));
    expect(chainIds([b, c], sha256)[1]).not.toBe(left[2]);
  });

  it('of no layers is empty (FROM scratch)', () => {
    expect(chainIds([], sha256)).toEqual([]);
  });
});
