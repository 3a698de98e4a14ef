import { describe, expect, it } from '@jest/globals';
import { restored } from './use-draft';

const INITIAL = { text: '', isSure: false, ids: ['a'] as readonly string[] };

describe('what was typed before a reload', () => {
  it('is put back field by field', () => {
    expect(restored(INITIAL, '{"text":"x","isSure":true,"ids":["b"],"old":1}')).toEqual({
      text: 'x',
      isSure: true,
      ids: ['b'],
    });
  });

  it.each([null, '', '{', '[]', 'null', '{"text":1,"isSure":"yes","ids":[2]}', '{"ids":"b"}'])(
    'is left where it is not what the form has: %s',
    (text) => {
      expect(restored(INITIAL, text)).toEqual(INITIAL);
    },
  );
});
