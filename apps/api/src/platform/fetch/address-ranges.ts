import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
/** An address and the length of its prefix in bits. */
export type AddressRange = readonly [Address, number];

/** Where nothing is fetched from for a user: this machine itself, its link, and the metadata services of clouds. */
const REFUSED = [
  '0.0.0.0/8', // this machine
  '127.0.0.0/8',
  '169.254.0.0/16', // the link, and the metadata service of most clouds
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved, and broadcast
  '100.100.100.200/32', // metadata: Alibaba
  '168.63.129.16/32', // metadata: Azure
  '192.0.0.192/32', // metadata: Oracle
  '::/128',
  '::1/128',
  'fe80::/10',
  'ff00::/8',
  'fd00:ec2::254/128', // metadata: Amazon
  'fd20:ce::254/128', // metadata: Google
  '2001::/32', // Teredo: a tunnel to an IPv4 address that it veils
  '64:ff9b:1::/48', // translation to IPv4 as the network pleases
].map(parseRange);

/** IPv6 addresses that stand for an IPv4 address, and the byte at which that begins. */
const EMBEDDING = [
  ['::ffff:0:0/96', 12],
  ['::ffff:0:0:0/96', 12],
  ['64:ff9b::/96', 12],
  ['::/96', 12],
  ['2002::/16', 2],
].map(([range, offset]) => ({ range: parseRange(String(range)), offset: Number(offset) }));

/** Whether this is `address/bits`, or an address alone. */
export function isRange(text: string): boolean {
  const [address = ''] = text.split('/');
  return isIP(address) !== 0 && (text === address || ipaddr.isValidCIDR(text));
}

/** @param text for which `isRange` holds */
export function parseRange(text: string): AddressRange {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

/**
 * Whether a user's request may be sent to this address.
 * @param allowed ranges that an administrator has allowed, whatever they hold
 */
export function isAdmitted(address: string, allowed: readonly AddressRange[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const meant = withoutEmbedding(ipaddr.parse(address));
  return isIn(meant, allowed) || !isIn(meant, REFUSED);
}

/** The IPv4 address that an IPv6 address leads to, where it is of that kind. */
function withoutEmbedding(address: Address): Address {
  if (address.kind() === 'ipv4' || isIn(address, [parseRange('::'), parseRange('::1')])) return address;
  const found = EMBEDDING.find(({ range }) => isIn(address, [range]));
  if (found === undefined) return address;
  return ipaddr.fromByteArray(address.toByteArray().slice(found.offset, found.offset + 4));
}

function isIn(address: Address, ranges: readonly AddressRange[]): boolean {
  return ranges.some(([network, bits]) => network.kind() === address.kind() && address.match(network, bits));
}
