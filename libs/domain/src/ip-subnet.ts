import { z } from 'zod';

/** `198.51.100.0/24` or `2001:db8::/64`. */
export const IpSubnet = z.union(
  [z.cidrv4(), z.cidrv6()],
  'a subnet is an address and a prefix length, e.g. 10.20.0.0/24',
);
export const IpAddress = z.union([z.ipv4(), z.ipv6()], 'this is not an IP address');

/** Whether an IPv4 address lies in an IPv4 subnet; undefined where one of them is not IPv4. */
export function isInSubnet(address: string, subnet: string): boolean | undefined {
  const [base = '', length = ''] = subnet.split('/');
  const [one, other] = [toNumber(address), toNumber(base)];
  if (one === undefined || other === undefined) return undefined;
  const size = 2 ** (32 - Number(length));
  return Math.floor(one / size) === Math.floor(other / size);
}

function toNumber(address: string): number | undefined {
  if (!z.ipv4().safeParse(address).success) return undefined;
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
