import { describe, expect, it } from '@jest/globals';
import { AT_ONCE, rollingOf } from './rolling';

describe('how a request goes on over its hosts', () => {
  it('is not said when it is everywhere at once', () => {
    expect(rollingOf(AT_ONCE, 5)).toBeUndefined();
  });

  it('is not said of a single host, whatever is in the fields', () => {
    expect(rollingOf({ way: 'rolling', width: '2', stopAfter: '1' }, 1)).toBeUndefined();
  });

  it('has a width, and an end after so many failures', () => {
    expect(rollingOf({ way: 'rolling', width: '2', stopAfter: '3' }, 5)).toEqual({ width: 2, stopAfterFailures: 3 });
  });

  it('never ends early when that field is left empty', () => {
    expect(rollingOf({ way: 'rolling', width: '2', stopAfter: '' }, 5)).toEqual({ width: 2 });
  });
});
