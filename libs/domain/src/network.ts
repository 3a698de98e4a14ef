import { z } from 'zod';
import { Labels } from './host.js';
import { IpAddress, IpSubnet, isInSubnet } from './ip-subnet.js';
import { ResourceUser } from './volume.js';

/** Networks that every engine has and none removes. */
export const BUILT_IN_NETWORKS: readonly string[] = ['bridge', 'host', 'none'];

export const NetworkUser = ResourceUser.extend({ ipv4: z.string().optional(), ipv6: z.string().optional() });
export type NetworkUser = z.infer<typeof NetworkUser>;

export const NetworkId = z.string().regex(/^[0-9a-z]{12,64}$/, 'this is not the id of a network');
export type NetworkId = z.infer<typeof NetworkId>;

/** A network of a host. */
export const Network = z.object({
  id: z.string(),
  name: z.string(),
  builtIn: z.boolean(),
  driver: z.string(),
  scope: z.string(),
  /** Without a way to the outside. */
  internal: z.boolean(),
  attachable: z.boolean(),
  ipv6: z.boolean(),
  createdAt: z.iso.datetime({ offset: true }).optional(),
  labels: Labels,
  options: Labels,
  subnets: z.array(z.object({ subnet: z.string(), gateway: z.string().optional(), ipRange: z.string().optional() })),
  /** Containers joined to it, those that do not run as well. */
  usedBy: z.array(NetworkUser),
});
export type Network = z.infer<typeof Network>;

export const NetworkName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/, 'a network is named by letters, digits, dots, dashes and underscores')
  .refine((name) => !BUILT_IN_NETWORKS.includes(name), 'every engine has a network of that name already');

const Option = z.record(z.string().min(1).max(255), z.string().max(4096));

export const NetworkSpec = z
  .object({
    name: NetworkName,
    driver: z.enum(['bridge', 'macvlan', 'ipvlan', 'overlay']).default('bridge'),
    /** Absent: the engine takes the next free one of its pools. */
    subnet: IpSubnet.optional(),
    gateway: IpAddress.optional(),
    /** The part of the subnet that addresses are given from. */
    ipRange: IpSubnet.optional(),
    internal: z.boolean().default(false),
    attachable: z.boolean().default(false),
    ipv6: z.boolean().default(false),
    options: Option.default({}),
    labels: Option.default({}),
  })
  .check(({ value, issues }) => {
    const { subnet, gateway, ipRange } = value;
    const refuse = (path: string, message: string) =>
      issues.push({ code: 'custom', path: [path], message, input: value });
    if (subnet === undefined) {
      if (gateway !== undefined) refuse('gateway', 'a gateway needs a subnet that it lies in');
      if (ipRange !== undefined) refuse('ipRange', 'a range needs a subnet that it lies in');
      return;
    }
    if (gateway !== undefined && isInSubnet(gateway, subnet) === false) {
      refuse('gateway', `the gateway ${gateway} does not lie in ${subnet}`);
    }
    if (ipRange !== undefined && isInSubnet(ipRange.split('/')[0] ?? '', subnet) === false) {
      refuse('ipRange', `the range ${ipRange} does not lie in ${subnet}`);
    }
  });
export type NetworkSpec = z.infer<typeof NetworkSpec>;
