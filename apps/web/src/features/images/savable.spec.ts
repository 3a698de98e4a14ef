import { describe, expect, it } from '@jest/globals';
import { hostsOfImages, savable } from './savable';

function image(id: string, hosts: Record<string, string[]>) {
  return {
    id,
    references: [...new Set(Object.values(hosts).flat())],
    hosts: Object.entries(hosts).map(([hostId, references]) => ({ hostId, hostName: hostId, references })),
  };
}

const web = image('sha256:1', { a: ['web:1', 'web:2'], b: ['web:1'] });
const store = image('sha256:2', { b: [] });

describe('what can be saved', () => {
  it('is offered from the host with most of the images first', () => {
    expect(hostsOfImages([web, store]).map(({ hostId }) => hostId)).toEqual(['b', 'a']);
  });

  it('has every name that the host has, and the id of an image without one', () => {
    const { items, missing } = savable([web, store], 'b');
    expect(items.map(({ ref, isById }) => [ref, isById])).toEqual([
      ['web:1', false],
      ['sha256:2', true],
    ]);
    expect(missing).toEqual([]);
  });

  it('names what the host has not', () => {
    expect(savable([web, store], 'a').missing).toEqual(['sha256:2']);
  });
});
