import { describe, expect, it } from '@jest/globals';
import type { ImageLayerRow } from '@roadstead/contract';
import { Digest, type HistoryEntry } from '@roadstead/domain';
import { stackRows } from './stack-rows';

const line = (createdBy: string, size = 0): HistoryEntry => ({ createdBy, size, createdAt: '2026-01-01T00:00:00Z' });

function layer(position: number, createdBy: string, size: number): ImageLayerRow {
  const digest = Digest.parse(`sha256:${String(position).padStart(64, '0')}`);
  return { position, chainId: digest, diffId: digest, createdBy, size, sharedByImages: 1, onHosts: 1 };
}

const words = (layers: ImageLayerRow[], history: HistoryEntry[]) =>
  stackRows(layers, history).map((row) => (row.kind === 'layer' ? `#${row.layer.position}` : row.createdBy));

describe('the rows of a layer stack', () => {
  it('have what only set something where it stands between the layers', () => {
    const history = [line('ADD base', 10), line('ENV A=b'), line('RUN make', 5), line('CMD ["sh"]')];
    expect(words([layer(0, 'ADD base', 10), layer(1, 'RUN make', 5)], history)).toEqual([
      '#0',
      'ENV A=b',
      '#1',
      'CMD ["sh"]',
    ]);
  });

  it('tell two layers of the same instruction apart', () => {
    const history = [line('COPY . .', 5), line('ENV A=b'), line('COPY . .', 5)];
    expect(words([layer(0, 'COPY . .', 5), layer(1, 'COPY . .', 5)], history)).toEqual(['#0', 'ENV A=b', '#1']);
  });

  it('are the layers alone where there is no history', () => {
    expect(words([layer(0, '', 0), layer(1, '', 0)], [])).toEqual(['#0', '#1']);
  });

  it('list a layer that the history does not know, and lose none of the rest', () => {
    const history = [line('ADD base', 10), line('CMD ["sh"]')];
    expect(words([layer(0, 'ADD base', 10), layer(1, '', 0)], history)).toEqual(['#0', '#1', 'CMD ["sh"]']);
  });
});
