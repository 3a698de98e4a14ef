import { describe, expect, it } from '@jest/globals';
import { nameKey, otherNames, removalRequests } from './removal-requests';

const GENTLE = { isForced: false, noPrune: false };

function image(id: string, hosts: Record<string, string[]>) {
  return { id, hosts: Object.entries(hosts).map(([hostId, references]) => ({ hostId, references })) };
}

describe('the requests of a removal', () => {
  it('are one for each name, to all the hosts that have it', () => {
    const web = image('sha256:1', { a: ['web:1', 'web:2'], b: ['web:1'] });
    expect(removalRequests([web], new Set(['a', 'b']), new Set(), GENTLE)).toEqual([
      { kind: 'image.remove', hostIds: ['a', 'b'], params: { reference: 'web:1' } },
      { kind: 'image.remove', hostIds: ['a'], params: { reference: 'web:2' } },
    ]);
  });

  it('leave out hosts that are not chosen and names that are kept', () => {
    const web = image('sha256:1', { a: ['web:1', 'web:2'], b: ['web:1'] });
    const kept = new Set([nameKey('sha256:1', 'web:2')]);
    expect(removalRequests([web], new Set(['a']), kept, GENTLE)).toEqual([
      { kind: 'image.remove', hostIds: ['a'], params: { reference: 'web:1' } },
    ]);
  });

  it('go by the id where a host has no name for the image', () => {
    const web = image('sha256:1', { a: ['web:1'], b: [] });
    expect(removalRequests([web], new Set(['a', 'b']), new Set(), { isForced: true, noPrune: true })).toEqual([
      { kind: 'image.remove', hostIds: ['a'], params: { reference: 'web:1', force: true, noPrune: true } },
      { kind: 'image.remove', hostIds: ['b'], params: { reference: 'sha256:1', force: true, noPrune: true } },
    ]);
  });

  it('join images that share a name on different hosts', () => {
    const older = image('sha256:1', { a: ['web:latest'] });
    const newer = image('sha256:2', { b: ['web:latest'] });
    const rolling = { width: 1 };
    expect(removalRequests([older, newer], new Set(['a', 'b']), new Set(), { ...GENTLE, rolling })).toEqual([
      { kind: 'image.remove', hostIds: ['a', 'b'], params: { reference: 'web:latest' }, rolling },
    ]);
  });

  it('of one name alone keep the others; of an image by its id they keep none', () => {
    const web = { id: 'sha256:1', references: ['web:1', 'web:2'] };
    const db = { id: 'sha256:2', references: ['db:1'] };
    expect(otherNames([web, db], 'web:1')).toEqual(new Set([nameKey('sha256:1', 'web:2')]));
    expect(otherNames([web, db], 'sha256:1')).toEqual(new Set());
  });
});
