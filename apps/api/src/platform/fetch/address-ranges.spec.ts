import { describe, expect, it } from '@jest/globals';
import { isAdmitted, isRange, parseRange } from './address-ranges.js';

describe('addresses that are fetched from for a user', () => {
  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '169.254.169.254',
    '100.100.100.200',
    '168.63.129.16',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'ff02::1',
    'fd00:ec2::254',
  ])('%s is refused', (address) => {
    expect(isAdmitted(address, [])).toBe(false);
  });

  it.each([
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:0:127.0.0.1',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2001::1',
  ])('%s is refused, for it stands for another address or veils one', (address) => {
    expect(isAdmitted(address, [])).toBe(false);
  });

  it.each([
    '93.184.215.14',
    '10.1.2.3',
    '192.168.1.5',
    '172.16.0.1',
    '198.18.0.1',
    '2606:2800::1',
    'fd12::1',
    '::ffff:10.0.0.1',
  ])('%s is taken: registries and Git servers may well be in a private network', (address) => {
    expect(isAdmitted(address, [])).toBe(true);
  });

  it('what an administrator has allowed is taken, however the address is written, and nothing beside it', () => {
    const allowed = ['127.0.0.0/30', '::1'].map(parseRange);
    for (const address of ['127.0.0.1', '127.0.0.3', '::ffff:127.0.0.1', '::1'])
      expect(isAdmitted(address, allowed)).toBe(true);
    for (const address of ['127.0.0.4', '::', '169.254.169.254']) expect(isAdmitted(address, allowed)).toBe(false);
  });

  it('a range is an address with or without a length', () => {
    for (const text of ['10.0.0.0/8', '10.0.0.1', 'fd00::/8', '::1'])
      expect([text, isRange(text)]).toEqual([text, true]);
    for (const text of ['', 'all', '10.0.0.0/33', '10.0.0/8', 'example.com'])
      expect([text, isRange(text)]).toEqual([text, false]);
  });
});
