import { type ContainerHealth, ContainerId, ContainerRecord, type Digest } from '@roadstead/domain';
import { z } from 'zod';
import type { ContainerSummary } from './engine.js';

/** Docker's way to say "never". */
const NEVER = '0001-01-01T00:00:00Z';
/** Failed probes in a row that make a container unhealthy, where it does not say. */
const DEFAULT_RETRIES = 3;

/** The part of `GET /containers/{id}/json` that a record is made of. */
export const InspectedContainer = z.object({
  Id: z.string(),
  Name: z.string(),
  Created: z.string(),
  Path: z.string().default(''),
  Args: z.array(z.string()).nullish(),
  /** The engine's own id of the image. */
  Image: z.string(),
  RestartCount: z.number().default(0),
  State: z.object({
    Status: z.string(),
    OOMKilled: z.boolean().default(false),
    ExitCode: z.number().default(0),
    Error: z.string().default(''),
    StartedAt: z.string().default(NEVER),
    FinishedAt: z.string().default(NEVER),
    Health: z
      .object({
        Status: z.string(),
        FailingStreak: z.number().default(0),
        /** The last probes, oldest first: a handful. */
        Log: z.array(z.object({ End: z.string() })).nullish(),
      })
      .nullish(),
  }),
  HostConfig: z.object({
    RestartPolicy: z.object({ Name: z.string() }).nullish(),
    AutoRemove: z.boolean().default(false),
  }),
  Config: z.object({
    Image: z.string(),
    Tty: z.boolean(),
    Labels: z.record(z.string(), z.string()).nullish(),
    Healthcheck: z.object({ Retries: z.number().nullish() }).nullish(),
  }),
  Mounts: z
    .array(
      z.object({
        Type: z.string().default(''),
        Name: z.string().optional(),
        Source: z.string().default(''),
        Destination: z.string(),
        RW: z.boolean(),
      }),
    )
    .nullish(),
  NetworkSettings: z.object({
    Ports: z.record(z.string(), z.array(z.object({ HostIp: z.string(), HostPort: z.string() })).nullable()).nullish(),
    Networks: z.record(z.string(), z.unknown()).nullish(),
  }),
});
export type InspectedContainer = z.infer<typeof InspectedContainer>;

/** The part of an entry of `GET /containers/json` that a signature is made of. */
export const ListedContainer = z.object({
  Id: ContainerId,
  Names: z.array(z.string()).nullish(),
  State: z.string(),
  Status: z.string().default(''),
  Labels: z.record(z.string(), z.string()).nullish(),
  NetworkSettings: z.object({ Networks: z.record(z.string(), z.unknown()).nullish() }).nullish(),
});

/** @param imageId config digest of the container's image */
export function toContainerRecord(raw: InspectedContainer, imageId: Digest): ContainerRecord {
  const { State, Config } = raw;
  return ContainerRecord.parse({
    id: raw.Id,
    name: raw.Name.replace(/^\//, ''),
    imageId,
    imageReference: Config.Image,
    command: [raw.Path, ...(raw.Args ?? [])].join(' '),
    createdAt: raw.Created,
    state: State.Status,
    startedAt: happened(State.StartedAt),
    finishedAt: happened(State.FinishedAt),
    exitCode: exitCode(State),
    outOfMemory: State.OOMKilled,
    error: State.Error || undefined,
    health: State.Health?.Status === 'none' ? undefined : State.Health?.Status,
    unhealthySince: unhealthySince(raw),
    restartCount: raw.RestartCount,
    restartPolicy: raw.HostConfig.RestartPolicy?.Name || 'no',
    autoRemove: raw.HostConfig.AutoRemove || undefined,
    tty: Config.Tty,
    ports: toPorts(raw.NetworkSettings.Ports ?? {}),
    mounts: toMounts(raw.Mounts ?? []),
    networks: Object.keys(raw.NetworkSettings.Networks ?? {}).sort(),
    labels: Config.Labels ?? {},
  });
}

/**
 * What both a list and a record show of a container: two that differ mean that it changed. A list tells of health only
 * while the container runs.
 */
export function containerSignature(container: Pick<ContainerRecord, 'name' | 'state' | 'health' | 'networks'>): string {
  const { name, state, health, networks } = container;
  return [name, state, state === 'running' ? (health ?? '') : '', ...networks].join('\n');
}

export function toContainerSummary(raw: z.infer<typeof ListedContainer>): ContainerSummary {
  const names = (raw.Names ?? []).map((name) => name.replace(/^\//, ''));
  return {
    id: raw.Id,
    signature: containerSignature({
      name: names.find((name) => !name.includes('/')) ?? '',
      state: raw.State as ContainerRecord['state'],
      health: healthInStatus(raw.Status),
      networks: Object.keys(raw.NetworkSettings?.Networks ?? {}).sort(),
    }),
  };
}

/** A list tells of health only in words: `Up 3 minutes (healthy)`. */
function healthInStatus(status: string): ContainerHealth | undefined {
  const health = /\((?:health: )?(starting|healthy|unhealthy)\)$/.exec(status)?.[1];
  return health as ContainerHealth | undefined;
}

/** The end of the probe that made it unhealthy; undefined: the engine no longer remembers that one. */
function unhealthySince({ State: { Health }, Config }: InspectedContainer): string | undefined {
  if (Health?.Status !== 'unhealthy') return undefined;
  const failedSince = Health.FailingStreak - (Config.Healthcheck?.Retries || DEFAULT_RETRIES);
  return failedSince < 0 ? undefined : Health.Log?.at(-1 - failedSince)?.End;
}

function happened(time: string): string | undefined {
  return time === NEVER || time === '' ? undefined : time;
}

/** The engine says 0 of a container that has not ended, too. */
function exitCode({ Status, ExitCode }: InspectedContainer['State']): number | undefined {
  const ended = Status === 'exited' || Status === 'dead';
  return ended || ExitCode !== 0 ? ExitCode : undefined;
}

function toPorts(raw: NonNullable<InspectedContainer['NetworkSettings']['Ports']>): ContainerRecord['ports'] {
  return Object.entries(raw).flatMap(([key, bindings]) => {
    const [port, protocol = 'tcp'] = key.split('/');
    const exposed = { containerPort: Number(port), protocol };
    if (bindings === null || bindings.length === 0) return [exposed];
    return bindings.map(({ HostIp, HostPort }) => ({
      ...exposed,
      hostIp: HostIp || undefined,
      hostPort: HostPort === '' ? undefined : Number(HostPort),
    }));
  });
}

function toMounts(raw: NonNullable<InspectedContainer['Mounts']>): ContainerRecord['mounts'] {
  return raw
    .map(({ Type, Name, Source, Destination, RW }) => ({
      type: Type,
      source: Name ?? Source,
      destination: Destination,
      readOnly: !RW,
    }))
    .sort((a, b) => (a.destination < b.destination ? -1 : 1));
}
