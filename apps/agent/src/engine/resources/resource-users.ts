import { type ContainerId, ContainerId as ContainerIdSchema, LIVE_STATES, type NetworkUser } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';

const Joined = z.object({
  NetworkID: z.string().default(''),
  IPAddress: z.string().default(''),
  GlobalIPv6Address: z.string().default(''),
});

/** The part of an entry of `GET /containers/json` that says what a container uses. */
const Using = z.object({
  Id: ContainerIdSchema,
  Names: z.array(z.string()).nullish(),
  State: z.string(),
  Mounts: z.array(z.object({ Type: z.string().default(''), Name: z.string().default('') })).nullish(),
  NetworkSettings: z.object({ Networks: z.record(z.string(), Joined).nullish() }).nullish(),
});
type Using = z.infer<typeof Using>;

export interface ContainerUse {
  readonly containerId: ContainerId;
  readonly name: string;
  readonly running: boolean;
  readonly volumes: readonly string[];
  readonly networks: readonly NetworkUse[];
}

export interface NetworkUse extends Pick<NetworkUser, 'ipv4' | 'ipv6'> {
  /** Absent while the container has never run: then only the name is known. */
  readonly networkId?: string;
  readonly networkName: string;
}

/** Which volumes and networks each container of the host uses; one call. */
export async function readContainerUses(api: EngineApi): Promise<ContainerUse[]> {
  const listed = await api.get('/containers/json', z.array(Using), { all: true });
  return listed.map(toUse);
}

function toUse({ Id, Names, State, Mounts, NetworkSettings }: Using): ContainerUse {
  const joined = Object.entries(NetworkSettings?.Networks ?? {});
  return {
    containerId: Id,
    name: (Names?.[0] ?? Id.slice(0, 12)).replace(/^\//, ''),
    running: (LIVE_STATES as readonly string[]).includes(State),
    volumes: (Mounts ?? []).filter(({ Type, Name }) => Type === 'volume' && Name !== '').map(({ Name }) => Name),
    networks: joined.map(([networkName, { NetworkID, IPAddress, GlobalIPv6Address }]) => ({
      networkName,
      networkId: NetworkID || undefined,
      ipv4: IPAddress || undefined,
      ipv6: GlobalIPv6Address || undefined,
    })),
  };
}

/** `web, db and 3 more`, for messages. */
export function namesOfUsers(users: readonly { readonly name: string }[]): string {
  const NAMED = 5;
  const named = users.slice(0, NAMED).map(({ name }) => name);
  const rest = users.length - named.length;
  return rest > 0 ? `${named.join(', ')} and ${rest} more` : named.join(', ');
}
