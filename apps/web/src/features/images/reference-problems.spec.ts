import { describe, expect, it } from '@jest/globals';
import { parseReference, type RoadsteadError } from '@roadstead/domain';
import { PROBLEM_KEYS } from './reference-problems';

function problemOf(reference: string): string {
  try {
    parseReference(reference);
  } catch (error) {
    return String((error as RoadsteadError).detail.problem);
  }
  throw new Error(`${reference} is well formed`);
}

describe('problems of a reference', () => {
  it.each([
    ['a b', 'whiteSpace'],
    ['web@sha256:12', 'digest'],
    ['web:-x', 'tag'],
    ['Web/App', 'upperCase'],
    ['web//app', 'repository'],
    [`${'a'.repeat(300)}`, 'tooLong'],
  ])('%s: the words of the domain are translated by %s', (reference, key) => {
    expect(PROBLEM_KEYS[problemOf(reference)]).toBe(key);
  });
});
