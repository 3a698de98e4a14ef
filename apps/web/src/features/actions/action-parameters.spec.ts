import { describe, expect, it } from '@jest/globals';
import { parametersOf } from './action-parameters';

describe('parameters of an action', () => {
  it('are told one by one, those within others by their path', () => {
    const detail = { kind: 'image.pull', hosts: ['a', 'b'], params: { reference: 'x:1', none: null, empty: [] }, n: 0 };
    expect(parametersOf(detail)).toEqual([
      { name: 'kind', value: 'image.pull' },
      { name: 'hosts', value: 'a, b' },
      { name: 'params.reference', value: 'x:1' },
      { name: 'n', value: '0' },
    ]);
    expect(parametersOf({ list: [{ a: true }, { a: false }] })).toEqual([
      { name: 'list.0.a', value: 'true' },
      { name: 'list.1.a', value: 'false' },
    ]);
  });
});
