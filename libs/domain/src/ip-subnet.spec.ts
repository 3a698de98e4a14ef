import { describe, expect, it } from '@jest/globals';
import { isInSubnet } from './ip-subnet.js';

describe('an address in a subnet', () => {
  it.each([
    ['198.18.0.1', '198.18.0.0/15', true],
    ['198.19.255.255', '198.18.0.0/15', true],
    ['198.20.0.0', '198.18.0.0/15', false],
    ['255.255.255.255', '0.0.0.0/0', true],
    ['10.0.0.1', '10.0.0.1/32', true],
    ['10.0.0.2', '10.0.0.1/32', false],
    ['10.1.2.3', '10.9.9.9/8', true],
    ['2001:db8::1', '2001:db8::/32', true],
    ['2001:db9::1', '2001:db8::/32', false],
    ['::1', '::1/128', true],
    ['::2', '::1/128', false],
    ['2001:db8:0:0:1::', '2001:db8::1:0:0:0/79', true],
    ['fe80::1', '::/0', true],
    ['::ffff:198.18.0.1', '198.18.0.0/15', true],
    ['::ffff:c612:1', '198.18.0.0/15', true],
  ])('%s is in %s: %j', (address, subnet, expected) => {
    expect(isInSubnet(address, subnet)).toBe(expected);
  });

  it.each([
    ['198.18.0.1', '2001:db8::/32'],
    ['2001:db8::1', '0.0.0.0/0'],
    ['registry.example', '0.0.0.0/0'],
    ['198.18.0.1', '198.18.0.0'],
    ['198.18.0.1', '198.18.0.0/33'],
    ['198.18.0.1', 'registry.example'],
    ['', ''],
  ])('of %j and %j nothing is said', (address, subnet) => {
    expect(isInSubnet(address, subnet)).toBeUndefined();
  });
});
