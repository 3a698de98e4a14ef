import { describe, expect, it } from '@jest/globals';
import type { JobId } from '@roadstead/domain';
import { namesOfReplacement, readNote, recreationNames } from './recreation-names.js';

const JOB = '01900000-0000-7000-8000-0000deadbeef' as JobId;

describe('the names of a recreation', () => {
  it('are found again from either name of the new one', () => {
    const names = {
      name: 'web',
      coming: 'web.new-deadbeef',
      kept: 'web.old-deadbeef',
      replaced: 'web.replaced-deadbeef',
    };
    expect(recreationNames('web', JOB)).toEqual(names);
    expect(namesOfReplacement('web.new-deadbeef', JOB)).toEqual(names);
    expect(namesOfReplacement('web', JOB)).toEqual(names);
    expect(namesOfReplacement('web', 'no job')).toBeUndefined();
  });

  it('go with a note, of which only what an agent has written is read', () => {
    const note = { container: 'a'.repeat(64), running: true, steadySeconds: 10, healthySeconds: 300 };
    expect(readNote(JSON.stringify(note))).toEqual(note);
    for (const text of [undefined, '', '{', '{}', JSON.stringify({ ...note, container: 'web' })])
      expect(readNote(text)).toBeUndefined();
  });
});
