import { describe, expect, it } from '@jest/globals';
import { registryError } from './registry-errors.js';

const context = {
  host: 'web-1',
  reference: 'registry.example.com/shop/web:1',
  registry: 'registry.example.com',
};

describe('registryError', () => {
  it.each([
    [
      'manifest for 127.0.0.1:38419/shop/none:1 not found: manifest unknown: manifest unknown',
      'registry.image-not-found',
    ],
    [
      "pull access denied for nosuch, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
      'registry.denied',
    ],
    [
      'failed to resolve reference "127.0.0.1:5000/shop/none:1": 127.0.0.1:5000/shop/none:1: not found',
      'registry.image-not-found',
    ],
    ['Get "http://127.0.0.1:5000/v2/x/manifests/1": no basic auth credentials', 'registry.denied'],
    ['unauthorized: authentication required', 'registry.denied'],
    ['Get "http://127.0.0.1:1/v2/": dial tcp 127.0.0.1:1: connect: connection refused', 'registry.unreachable'],
    [
      'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 198.18.0.53:53: no such host',
      'registry.unreachable',
    ],
    ['Get "https://r:5000/v2/": http: server gave HTTP response to HTTPS client', 'registry.unreachable'],
    ['Get "https://r/v2/": x509: certificate signed by unknown authority', 'registry.unreachable'],
    [
      'Get "https://r/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
      'registry.unreachable',
    ],
    ['received unexpected HTTP status: 502 Bad Gateway', 'registry.unreachable'],
    ['toomanyrequests: You have reached your pull rate limit.', 'registry.rate-limited'],
    ['no matching manifest for linux/s390x in the manifest list entries', 'registry.no-platform'],
    ['something that no one has seen before', undefined],
  ])('has a name for %s', (message, code) => {
    expect(registryError(message, context)?.code).toBe(code);
  });

  it('fills every place in its words', () => {
    for (const message of [
      'denied',
      'manifest unknown',
      'dial tcp: no such host',
      'toomanyrequests',
      'no matching manifest for x',
    ]) {
      expect(registryError(message, context)?.message).not.toMatch(/\{|\?$/);
    }
  });

  it('says what to do about a registry without a certificate', () => {
    expect(registryError('server gave HTTP response to HTTPS client', context)?.message).toContain(
      'insecure registries',
    );
  });
});
