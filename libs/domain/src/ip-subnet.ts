import { z } from 'zod';

/** `198.51.100.0/24` or `2001:db8::/64`. */
export const IpSubnet = z.union(
  [z.cidrv4(), z.cidrv6()],
  'a subnet is an address and a prefix length, e.g. 10.20.0.0/24',
);
export const IpAddress = z.union([z.ipv4(), z.ipv6()], 'this is not an IP address');

/**
 * Whether an address lies in a subnet of the same family, where an IPv4 address within IPv6 (`::ffff:198.51.100.7`) is one of
 * IPv4. Undefined where they are not of the same family, or one of them is none.
 */
export function isInSubnet(address: string, subnet: string): boolean | undefined {
  if (!IpSubnet.safeParse(subnet).success) return undefined;
  const [base = '', length = ''] = subnet.split('/');
  const [one, other] = [parse(address), parse(base)];
  if (one === undefined || other === undefined || one.bits !== other.bits) return undefined;
  const hostBits = BigInt(other.bits - Number(length));
  return one.value >> hostBits === other.value >> hostBits;
}

interface Address {
  readonly value: bigint;
  readonly bits: 32 | 128;
}

const V4_IN_V6 = 0xffffn;

function parse(address: string): Address | undefined {
  if (z.ipv4().safeParse(address).success) return { value: join(address.split('.').map(Number), 8n), bits: 32 };
  if (!z.ipv6().safeParse(address).success) return undefined;
  const value = join(groupsOf(address), 16n);
  return value >> 32n === V4_IN_V6 ? { value: value & 0xffffffffn, bits: 32 } : { value, bits: 128 };
}

/** The eight groups of an IPv6 address, those that `::` stands for among them. */
function groupsOf(address: string): number[] {
  const [before = [], after] = address
    .split('::')
    .map((half) => (half === '' ? [] : half.split(':').flatMap(toGroups)));
  if (after === undefined) return before;
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** A group, or the two that an IPv4 address at the end is. */
function toGroups(part: string): number[] {
  if (!part.includes('.')) return [Number.parseInt(part, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
  return [a * 256 + b, c * 256 + d];
}

function join(parts: readonly number[], bits: bigint): bigint {
  return parts.reduce((sum, part) => (sum << bits) + BigInt(part), 0n);
}
