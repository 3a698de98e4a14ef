import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Terminal } from '@roadstead/contract';
import { type Screen, TerminalLink } from './terminal-link';

/** A connection whose other end never answers. */
class Pending {
  static readonly OPEN = 1;
  static readonly all: Pending[] = [];
  readonly readyState = 0;
  isClosed = false;

  constructor() {
    Pending.all.push(this);
  }

  close(): void {
    this.isClosed = true;
  }
}

describe('the connection of a page to its terminal', () => {
  const { WebSocket, window } = globalThis;
  beforeEach(() => {
    Pending.all.length = 0;
    Object.assign(globalThis, { WebSocket: Pending, window: { location: { origin: 'http://localhost' } } });
  });
  afterEach(() => {
    Object.assign(globalThis, { WebSocket, window });
  });

  it('is one at a time: when it is made anew, the one that is being opened is given up', () => {
    const link = new TerminalLink('host', { id: 'terminal' } as Terminal);
    link.start({ size: () => ({ columns: 80, rows: 24 }) } as Screen);
    link.retry();
    expect(Pending.all.map(({ isClosed }) => isClosed)).toEqual([true, false]);
    link.close();
    expect(Pending.all.map(({ isClosed }) => isClosed)).toEqual([true, true]);
  });
});
