import { BUILT_IN_NETWORKS, type Network, type NetworkSpec, type NetworkUser, RoadsteadError } from '@roadstead/domain';
import { MAX_RESOURCES, type NetworkList } from '@roadstead/protocol';
import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';
import { EngineRefusal } from '../engine-errors.js';
import { type ContainerUse, namesOfUsers, readContainerUses } from './resource-users.js';

const Subnet = z.object({
  Subnet: z.string().default(''),
  Gateway: z.string().default(''),
  IPRange: z.string().default(''),
});
const EngineNetwork = z.object({
  Id: z.string(),
  Name: z.string(),
  Driver: z.string(),
  Scope: z.string().default('local'),
  Internal: z.boolean().default(false),
  Attachable: z.boolean().default(false),
  EnableIPv6: z.boolean().default(false),
  Created: z.string().optional(),
  IPAM: z.object({ Config: z.array(Subnet).nullish() }).nullish(),
  Labels: z.record(z.string(), z.string()).nullish(),
  Options: z.record(z.string(), z.string()).nullish(),
});
type EngineNetwork = z.infer<typeof EngineNetwork>;
const Created = z.object({ Id: z.string() });

export async function listNetworks(api: EngineApi): Promise<NetworkList> {
  const [found, uses] = await Promise.all([api.get('/networks', z.array(EngineNetwork)), readContainerUses(api)]);
  const all = found.sort((a, b) => (a.Name < b.Name ? -1 : 1));
  return { networks: all.slice(0, MAX_RESOURCES).map((raw) => toNetwork(raw, uses)), total: all.length };
}

/** @throws RoadsteadError `network.name-taken`, `network.subnet-taken`, `network.refused` */
export async function createNetwork(api: EngineApi, spec: NetworkSpec): Promise<Network> {
  const { host } = api;
  const json = {
    Name: spec.name,
    // Engines before 25 make a second network of the same name otherwise.
    CheckDuplicate: true,
    Driver: spec.driver,
    Internal: spec.internal,
    Attachable: spec.attachable,
    EnableIPv6: spec.ipv6,
    Options: spec.options,
    Labels: spec.labels,
    ...(spec.subnet !== undefined && {
      IPAM: { Config: [{ Subnet: spec.subnet, Gateway: spec.gateway, IPRange: spec.ipRange }] },
    }),
  };
  try {
    const { Id } = await api.ask({ method: 'POST', path: '/networks/create', body: { json } }, Created);
    return toNetwork(await api.get(`/networks/${Id}`, EngineNetwork), []);
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    if (error.status === 409) throw new RoadsteadError('network.name-taken', { network: spec.name, host });
    if (/overlaps|conflicts with network/i.test(error.message)) {
      throw new RoadsteadError('network.subnet-taken', { subnet: spec.subnet ?? '?', host });
    }
    throw new RoadsteadError('network.refused', { host, reason: error.message });
  }
}

/**
 * @param id name or id
 * @throws RoadsteadError `network.unknown`, `network.built-in`, `network.in-use`
 */
export async function removeNetwork(api: EngineApi, id: string): Promise<void> {
  const path = `/networks/${encodeURIComponent(id)}`;
  const known = await api.find(path, EngineNetwork);
  if (known === undefined) throw new RoadsteadError('network.unknown', { network: id, host: api.host });
  const detail = { network: known.Name, host: api.host };
  if (isBuiltIn(known)) throw new RoadsteadError('network.built-in', detail);
  try {
    await api.run({ method: 'DELETE', path });
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    if (error.status === 404) throw new RoadsteadError('network.unknown', detail);
    if (!/has active endpoints/.test(error.message)) throw error;
    const users = usersOf(known, await readContainerUses(api)).filter(({ running }) => running);
    throw new RoadsteadError('network.in-use', { ...detail, containers: namesOfUsers(users) || error.message });
  }
}

function toNetwork(raw: EngineNetwork, uses: readonly ContainerUse[]): Network {
  return {
    id: raw.Id,
    name: raw.Name,
    builtIn: isBuiltIn(raw),
    driver: raw.Driver,
    scope: raw.Scope,
    internal: raw.Internal,
    attachable: raw.Attachable,
    ipv6: raw.EnableIPv6,
    createdAt: z.iso.datetime({ offset: true }).safeParse(raw.Created).data,
    labels: raw.Labels ?? {},
    options: raw.Options ?? {},
    subnets: (raw.IPAM?.Config ?? [])
      .filter(({ Subnet }) => Subnet !== '')
      .map(({ Subnet, Gateway, IPRange }) => ({
        subnet: Subnet,
        gateway: Gateway || undefined,
        ipRange: IPRange || undefined,
      })),
    usedBy: usersOf(raw, uses),
  };
}

function isBuiltIn({ Name, Scope }: EngineNetwork): boolean {
  return Scope === 'local' && BUILT_IN_NETWORKS.includes(Name);
}

function usersOf({ Id, Name }: EngineNetwork, uses: readonly ContainerUse[]): NetworkUser[] {
  return uses.flatMap(({ containerId, name, running, networks }) => {
    const joined = networks.find(
      ({ networkId, networkName }) => networkId === Id || (!networkId && networkName === Name),
    );
    return joined === undefined ? [] : [{ containerId, name, running, ipv4: joined.ipv4, ipv6: joined.ipv6 }];
  });
}
