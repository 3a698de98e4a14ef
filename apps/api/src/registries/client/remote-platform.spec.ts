import { describe, expect, it } from '@jest/globals';
import { chainIds, Digest } from '@roadstead/domain';
import { ImageConfigBlob, Manifest } from './manifest.js';
import { digestOf, remotePlatform } from './remote-platform.js';

const [A, B, C] = ['a', 'b', 'c'].map(digestOf) as [Digest, Digest, Digest];
const manifest = Manifest.parse({
  config: { mediaType: 'x', digest: C, size: 10 },
  layers: [
    { digest: A, size: 100 },
    { digest: B, size: 20 },
  ],
});
const config = (parts: object) =>
  ImageConfigBlob.parse({ os: 'linux', architecture: 'amd64', rootfs: { diff_ids: [B, A] }, ...parts });

describe('remotePlatform', () => {
  it('joins layers, chain ids and the instructions that made a layer', () => {
    const history = [{ created_by: 'FROM' }, { created_by: 'CMD', empty_layer: true }, { created_by: 'RUN' }];
    const platform = remotePlatform(C, manifest, config({ history, created: '2026-01-02T03:04:05.678901Z' }));
    expect(platform).toEqual({
      platform: 'linux/amd64',
      digest: C,
      imageId: C,
      createdAt: '2026-01-02T03:04:05.678Z',
      size: 120,
      layers: [
        { digest: A, size: 100, createdBy: 'FROM', chainId: B },
        { digest: B, size: 20, createdBy: 'RUN', chainId: chainIds([B, A], digestOf)[1] },
      ],
    });
  });

  it('guesses nothing where the config does not fit the layers', () => {
    const { layers, createdAt } = remotePlatform(
      C,
      manifest,
      config({ rootfs: { diff_ids: [A] }, history: [{ created_by: 'RUN' }], created: 'yesterday' }),
    );
    expect(layers.map(({ chainId, createdBy }) => [chainId, createdBy])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
    ]);
    expect(createdAt).toBeUndefined();
  });
});
