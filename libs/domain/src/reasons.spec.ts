import { describe, expect, it } from '@jest/globals';
import { reason, reasonIn, withAdvice } from './reasons.js';

describe('a reason', () => {
  it('is words for those who read words, and a code for those who translate', () => {
    expect(reason('answered-with', { status: 500 })).toEqual({
      reason: 'it answered with status 500',
      reasonCode: 'answered-with',
      status: 500,
    });
    expect(withAdvice(reason('no-tls'), 'try-insecure')).toEqual({
      reason: 'the other side does not speak TLS there. If it speaks plain HTTP, mark it as insecure',
      reasonCode: 'no-tls',
      adviceCode: 'try-insecure',
    });
    expect(withAdvice(reason('command-not-found'), 'last-words', { lastWords: 'sh: x' })).toEqual({
      reason: 'its command was not found (exit code 127). Its last words: sh: x',
      reasonCode: 'command-not-found',
      adviceCode: 'last-words',
      lastWords: 'sh: x',
    });
  });

  it('goes from one error to another without what the other says itself', () => {
    expect(reasonIn({ url: 'https://a', ...reason('no-route') })).toEqual(reason('no-route'));
    expect(reasonIn({})).toEqual({ reason: '' });
  });
});
