import { describe, expect, it } from '@jest/globals';
import { KeyQueue, MAX_QUEUED_BYTES } from './key-queue';

const KIB = 1024;

function setUp() {
  const sent: number[] = [];
  const queue = new KeyQueue((bytes) => sent.push(bytes.length));
  const total = () => sent.reduce((sum, each) => sum + each, 0);
  return { sent, queue, total };
}

describe('KeyQueue', () => {
  it('sends keys at once', () => {
    const { sent, queue } = setUp();
    queue.push(new Uint8Array(1));
    queue.push(new Uint8Array(3));
    expect(sent).toEqual([1, 3]);
  });

  it('sends a long paste in pieces, within the window', () => {
    const { queue, total } = setUp();
    expect(queue.push(new Uint8Array(200 * KIB))).toBe(true);
    expect(total()).toBe(64 * KIB);
    queue.taken(16 * KIB);
    expect(total()).toBe(80 * KIB);
    for (let i = 0; i < 20; i += 1) queue.taken(16 * KIB);
    expect([total(), queue.queued]).toEqual([200 * KIB, 0]);
  });

  it('drops the rest of a long paste at Ctrl-C', () => {
    const { sent, queue, total } = setUp();
    queue.push(new Uint8Array(200 * KIB));
    queue.push(Uint8Array.of(3));
    queue.taken(16 * KIB);
    expect(total()).toBe(64 * KIB + 1);
    expect(sent.at(-1)).toBe(1);
  });

  it('refuses what is far too long, and begins anew with a connection', () => {
    const { queue, total } = setUp();
    expect(queue.push(new Uint8Array(MAX_QUEUED_BYTES + 1))).toBe(false);
    expect(total()).toBe(0);
    queue.push(new Uint8Array(100 * KIB));
    queue.reset();
    queue.push(new Uint8Array(2));
    expect(total()).toBe(64 * KIB + 2);
  });
});
