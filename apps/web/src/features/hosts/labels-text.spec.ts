import { describe, expect, it } from '@jest/globals';
import { labelsText, parseLabels } from './labels-text';

describe('labels as text', () => {
  it('come back as they were, with "=" in a value and with an empty value', () => {
    const labels = { site: 'oslo', query: 'a=b', edge: '' };
    expect(parseLabels(labelsText(labels))).toEqual(labels);
  });

  it('ignore empty parts and white space', () => {
    expect(parseLabels(' a = 1 ,, \n b=2')).toEqual({ a: '1', b: '2' });
  });
});
