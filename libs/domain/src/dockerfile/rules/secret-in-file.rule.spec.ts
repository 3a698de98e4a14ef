import { describe, expect, it } from '@jest/globals';
import { pointedAt } from '../testing/advice-of.js';

describe('secret-in-file', () => {
  it('points at names of secrets', () => {
    expect(pointedAt('secret-in-file', 'FROM alpine:3.20\nENV DB_PASSWORD=x A=b\nARG GITHUB_TOKEN')).toEqual([
      'DB_PASSWORD=x',
      'GITHUB_TOKEN',
    ]);
  });

  it('takes places of secrets and empty values', () => {
    expect(pointedAt('secret-in-file', 'FROM alpine:3.20\nENV PASSWORD_FILE=/x TOKEN_URL=y SECRET=""')).toEqual([]);
  });

  it('takes words that only contain one', () => {
    expect(pointedAt('secret-in-file', 'FROM alpine:3.20\nENV TOKENIZER=x')).toEqual([]);
  });

  it('reads the old form', () => {
    expect(pointedAt('secret-in-file', 'FROM alpine:3.20\nENV API_KEY abc')).toEqual(['API_KEY']);
  });
});
