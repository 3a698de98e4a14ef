import { describe, expect, it } from '@jest/globals';
import { parsePackageQuery } from '@roadstead/domain/packages';
import { askedOf, EXAMPLES, OPERATORS, typedOf } from './package-question';

describe('a question for packages, typed', () => {
  it.each([
    [
      { name: ' openssl ', operator: '<', version: ' 3.0.15' },
      { name: 'openssl', constraint: '< 3.0.15' },
    ],
    [{ name: 'openssl', operator: '', version: '' }, { name: 'openssl' }],
    [
      { name: 'openssl', operator: '<', version: '' },
      { name: 'openssl', constraint: '<' },
    ],
    [
      { name: 'openssl', operator: '', version: '3' },
      { name: 'openssl', constraint: '3' },
    ],
    [
      { name: 'openssl<=3.0', operator: '', version: '' },
      { name: 'openssl', constraint: '<=3.0' },
    ],
    [
      { name: '< 3', operator: '', version: '' },
      { name: '', constraint: '< 3' },
    ],
  ])('%j is asked as %j', (typed, asked) => {
    expect(askedOf(typed)).toEqual(asked);
  });

  it.each(OPERATORS)('comes back from the address: %s', (operator) => {
    const typed = { name: 'openssl', operator, version: '3.0.15' };
    expect(typedOf(askedOf(typed))).toEqual(typed);
  });

  it('shows what the address has, also where it is no question', () => {
    expect(typedOf({ name: 'a', constraint: '!= 3' })).toEqual({ name: 'a', operator: '', version: '!= 3' });
  });

  it.each(EXAMPLES)('the example $name $constraint is one', ({ name, constraint = '' }) => {
    expect(parsePackageQuery(`${name} ${constraint}`)).toHaveProperty('query');
  });
});
