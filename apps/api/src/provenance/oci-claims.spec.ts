import { describe, expect, it } from '@jest/globals';
import { ociClaims } from './oci-claims.js';

describe('what an image claims', () => {
  it('is said by its OCI labels, in order, and by no others', () => {
    expect(
      ociClaims({
        'org.opencontainers.image.source': 'https://example.com/shop',
        'org.opencontainers.image.base.name': 'shop/base:1',
        'org.opencontainers.image.licenses': '',
        maintainer: 'ada',
      }),
    ).toEqual({ 'base.name': 'shop/base:1', source: 'https://example.com/shop' });
  });
});
