import { describe, expect, it } from '@jest/globals';
import { isInsecureRegistry } from './insecure-registry.js';

const LISTED = ['198.18.0.0/15', '2001:db8::/32', 'registry.example:5000', 'plain.example'];

describe('a registry that an engine lists as insecure', () => {
  it.each([
    ...['198.18.0.7', '198.19.0.7:5000', '[2001:db8::7]:5000', '[2001:DB8::7]'],
    ...['registry.example:5000', 'Registry.Example:5000', 'plain.example'],
  ])('is %s', (registry) => {
    expect(isInsecureRegistry(registry, LISTED)).toBe(true);
  });

  it.each([
    ...['198.20.0.7', '198.20.0.7:5000', '[2001:db9::7]:5000', 'docker.io'],
    // A name is listed with its port, and without one for the port of https alone.
    ...['registry.example', 'registry.example:5001', 'plain.example:5000', '198.18.0.0.example:5000'],
  ])('is not %s', (registry) => {
    expect(isInsecureRegistry(registry, LISTED)).toBe(false);
  });

  it('is none where none is listed', () => {
    expect(isInsecureRegistry('198.18.0.7:5000', [])).toBe(false);
  });
});
