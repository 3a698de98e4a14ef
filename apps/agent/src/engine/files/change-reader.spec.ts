import { describe, expect, it } from '@jest/globals';
import { ChangeReader } from './change-reader.js';

const ANSWER = JSON.stringify([
  { Path: '/etc', Kind: 0 },
  { Path: '/etc/a "quoted" {name}\\', Kind: 1 },
  { Path: '/ü/line\nbreak', Kind: 2 },
]);
const CHANGES = [
  { path: '/etc', kind: 'changed' },
  { path: '/etc/a "quoted" {name}\\', kind: 'added' },
  { path: '/ü/line\nbreak', kind: 'deleted' },
];

describe("the engine's changes", () => {
  it.each([1, 2, 3, 17, 1000])('are read in pieces of %d bytes', (piece) => {
    const reader = new ChangeReader();
    const bytes = Buffer.from(`${ANSWER}\n`);
    const changes = [];
    for (let at = 0; at < bytes.length; at += piece) changes.push(...reader.read(bytes.subarray(at, at + piece)));
    expect(changes).toEqual(CHANGES);
  });

  it.each(['null', '[]', ''])('of an engine that answers %j are none', (answer) => {
    expect(new ChangeReader().read(Buffer.from(answer))).toEqual([]);
  });

  it('of another form are an error', () => {
    expect(() => new ChangeReader().read(Buffer.from('[{"Path":"/a","Kind":9}]'))).toThrow();
    expect(() => new ChangeReader().read(Buffer.from('{"message":}'))).toThrow();
  });
});
