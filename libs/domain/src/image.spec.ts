import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Digest } from './digest.js';
import { alignHistory, type HistoryEntry } from './image.js';

const layer = (n: number) => `sha256:${String(n).padStart(64, '0')}` as Digest;
const line = (createdBy: string, size = 0): HistoryEntry => ({ createdBy, size, createdAt: '2026-01-01T00:00:00Z' });

describe('alignHistory', () => {
  it('gives each layer the instruction and size that made it, past metadata instructions', () => {
    const history = [
      line('/bin/sh -c #(nop) ADD file:1 in / ', 1000),
      line('/bin/sh -c #(nop)  CMD ["sh"]'),
      line('ENV A=b'),
      line('RUN /bin/sh -c apt-get update # buildkit', 200),
      line('ENTRYPOINT ["/bin/web"]'),
    ];
    expect(alignHistory([layer(1), layer(2)], history)).toEqual([
      { diffId: layer(1), createdBy: '/bin/sh -c #(nop) ADD file:1 in / ', size: 1000 },
      { diffId: layer(2), createdBy: 'RUN /bin/sh -c apt-get update # buildkit', size: 200 },
    ]);
  });

  it('keeps a layer of zero bytes (RUN true) where the layers ask for one', () => {
    const history = [line('ADD base', 10), line('RUN true'), line('RUN make', 5)];
    expect(alignHistory([layer(1), layer(2), layer(3)], history).map((each) => each.createdBy)).toEqual([
      'ADD base',
      'RUN true',
      'RUN make',
    ]);
  });

  it('drops the topmost line of zero bytes where there are more lines than layers (WORKDIR of a directory that exists)', () => {
    const history = [line('ADD base', 10), line('WORKDIR /'), line('COPY . .', 5)];
    expect(alignHistory([layer(1), layer(2)], history).map((each) => each.createdBy)).toEqual(['ADD base', 'COPY . .']);
  });

  it('lists every layer once, whatever the history says', () => {
    const anyLine = fc.record({
      createdBy: fc.string(),
      size: fc.nat(3),
      createdAt: fc.constant('2026-01-01T00:00:00Z'),
    });
    fc.assert(
      fc.property(fc.nat(8), fc.array(anyLine), (count, history) => {
        const layers = Array.from({ length: count }, (_, i) => layer(i));
        expect(alignHistory(layers, history).map((each) => each.diffId)).toEqual(layers);
      }),
    );
  });
});
