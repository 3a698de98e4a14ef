import { describe, expect, it } from '@jest/globals';
import { actionHash, type ChainedAction, GENESIS_HASH } from './action-hash.js';

const ACTION: ChainedAction = {
  id: '1',
  at: '2026-11-28T03:00:00.000001Z',
  actor: 'ann',
  address: null,
  verb: 'image.save',
  target: 'web-1/shop:1.2',
  detail: '{"hostId": "x"}',
  outcome: 'ok',
  chainVersion: 1,
  previousHash: GENESIS_HASH,
  hash: '',
};

describe('the hash of an action', () => {
  it('is what it has always been: hashes that were noted stay good', () => {
    expect(actionHash(ACTION)).toBe('d075bb024d8a992328bca50ebc604b7628ad10ba91803b3bd8bf4131a5bbdae6');
  });

  it('is another when text moves from one field to the next, or nothing becomes an empty text', () => {
    const others = [
      { ...ACTION, verb: 'image.sav', target: `e${ACTION.target}` },
      { ...ACTION, address: '' },
      { ...ACTION, address: '-' },
      { ...ACTION, id: '11' },
      { ...ACTION, chainVersion: 2 },
    ];
    expect(new Set([ACTION, ...others].map((action) => actionHash(action))).size).toBe(others.length + 1);
  });
});
