import { z } from 'zod';
import { ContainerName } from './container-action.js';
import { EnvironmentVariable } from './container-detail.js';
import { Digest } from './digest.js';
import { ContainerId } from './ids.js';
import { ReferenceText } from './reference.js';
import { SignalName } from './signal.js';

const MAX_TEXT = 32_768;
const Arguments = z.array(z.string().max(MAX_TEXT)).max(1000);
const PortNumber = z
  .int()
  .min(1, 'a port is a number from 1 to 65535')
  .max(65_535, 'a port is a number from 1 to 65535');
/** Within the container. */
const AbsolutePath = z
  .string()
  .max(4096)
  .regex(/^\//, 'a path in a container begins with /')
  .regex(/^[^\0]*$/, 'a path has no null character');

/**
 * As `docker run --env`. A value may be a secret: what is stored and shown of a job has the names alone, and only the attempt
 * gets the values (`job-secrets.ts`).
 */
export const EnvironmentEntry = EnvironmentVariable.extend({
  name: z
    .string()
    .regex(/^[^=\0\s]+$/, 'a variable has a name without white space and equals sign')
    .max(1000),
  value: z.string().max(MAX_TEXT).optional(),
});

/** As `docker run --publish`; no `hostPort`: any free one. */
export const PortRequest = z.object({
  containerPort: PortNumber,
  protocol: z.enum(['tcp', 'udp', 'sctp']).default('tcp'),
  /** Absent: every address of the host. */
  hostIp: z.union([z.ipv4(), z.ipv6()], 'this is not an IP address').optional(),
  hostPort: PortNumber.optional(),
});
export type PortRequest = z.infer<typeof PortRequest>;

const VolumeName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, 'a volume name has letters, digits, dots, dashes and underscores')
  .max(255);

export const MountRequest = z.discriminatedUnion('type', [
  /** A file or folder of the host, which has to be there. */
  z.object({
    type: z.literal('bind'),
    source: AbsolutePath,
    target: AbsolutePath,
    readOnly: z.boolean().default(false),
  }),
  /** Made when it is not there; without a name an anonymous one. */
  z.object({
    type: z.literal('volume'),
    source: VolumeName.optional(),
    target: AbsolutePath,
    readOnly: z.boolean().default(false),
  }),
  z.object({ type: z.literal('tmpfs'), target: AbsolutePath, sizeBytes: z.int().min(4096).optional() }),
]);
export type MountRequest = z.infer<typeof MountRequest>;

export const RestartPolicyName = z.enum(['no', 'on-failure', 'always', 'unless-stopped']);
export type RestartPolicyName = z.infer<typeof RestartPolicyName>;

const MIN_MEMORY = 6 * 1024 * 1024;

export const RunLimits = z.object({
  memoryBytes: z.int().min(MIN_MEMORY, 'an engine gives a container 6 MiB of memory at least').optional(),
  /** Memory and swap together; -1: swap without a limit. */
  memorySwapBytes: z.int().min(-1).optional(),
  cpus: z.number().min(0.01).max(4096).optional(),
  pids: z.int().min(-1).optional(),
  /** Of /dev/shm. */
  shmBytes: z.int().min(4096).optional(),
});
export type RunLimits = z.infer<typeof RunLimits>;

const Seconds = z.number().min(0).max(86_400);

/** In place of the image's own. */
export const HealthCheckRequest = z.discriminatedUnion('type', [
  z.object({ type: z.literal('none') }),
  z.object({
    type: z.literal('shell'),
    command: z.string().min(1).max(MAX_TEXT),
    intervalSeconds: Seconds.optional(),
    timeoutSeconds: Seconds.optional(),
    startPeriodSeconds: Seconds.optional(),
    retries: z.int().min(1).max(1000).optional(),
  }),
]);
export type HealthCheckRequest = z.infer<typeof HealthCheckRequest>;

const Capability = z.string().regex(/^(?:CAP_)?[A-Z][A-Z0-9_]{1,40}$|^ALL$/, 'this is not the name of a capability');

/** `docker run`: a container of an image, started unless told otherwise. What is absent is as the image or the engine has it. */
export const RunParams = z
  .object({
    /** A reference, or the config digest of an image without a name. */
    image: z.union([Digest, ReferenceText]),
    /** A registry of Roadstead's, for its credential; absent: the one that has the reference's address, if there is one. */
    registryId: z.uuid().optional(),
    pull: z.enum(['missing', 'always', 'never']).default('missing'),
    start: z.boolean().default(true),
    name: ContainerName.optional(),
    /** Arguments; in place of the image's CMD. */
    command: Arguments.optional(),
    /** In place of the image's, whose CMD is then left out too; empty: none. */
    entrypoint: Arguments.optional(),
    env: z.array(EnvironmentEntry).max(1000).default([]),
    labels: z.record(z.string().min(1).max(255), z.string().max(MAX_TEXT)).optional(),
    ports: z.array(PortRequest).max(1000).default([]),
    mounts: z.array(MountRequest).max(500).default([]),
    /** `bridge`, `none`, `host`, or a network of the host's. */
    network: z
      .string()
      .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/, 'this is not the name of a network')
      .optional(),
    hostname: z
      .string()
      .max(63)
      .regex(/^[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/, 'a host name has letters, digits, dots and dashes')
      .optional(),
    user: z.string().min(1).max(255).optional(),
    workdir: AbsolutePath.optional(),
    restart: z.object({ policy: RestartPolicyName, maxRetries: z.int().min(0).max(1_000_000).optional() }).optional(),
    limits: RunLimits.optional(),
    tty: z.boolean().optional(),
    /** Keeps standard input open. */
    interactive: z.boolean().optional(),
    /** The engine removes it when it ends. */
    autoRemove: z.boolean().optional(),
    /** An init process reaps what is left of ended ones. */
    init: z.boolean().optional(),
    readOnlyRoot: z.boolean().optional(),
    healthCheck: HealthCheckRequest.optional(),
    capAdd: z.array(Capability).max(50).optional(),
    capDrop: z.array(Capability).max(50).optional(),
    privileged: z.boolean().optional(),
    stopSignal: SignalName.optional(),
    stopTimeoutSeconds: z.int().min(0).max(86_400).optional(),
  })
  .superRefine(({ restart, autoRemove, ports, mounts, env, limits, network }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (autoRemove && restart !== undefined && restart.policy !== 'no')
      refuse('autoRemove', 'a container that is removed when it ends cannot be restarted then; choose one of the two');
    if (restart?.maxRetries !== undefined && restart.policy !== 'on-failure')
      refuse('restart', 'only the policy on-failure has a number of retries');
    if ((network === 'host' || network === 'none') && ports.length > 0)
      refuse('ports', `with the network ${network} no port can be published`);
    const memory = limits?.memoryBytes;
    const swap = limits?.memorySwapBytes;
    if (swap !== undefined && memory === undefined) refuse('limits', 'a limit of swap needs a limit of memory');
    if (swap !== undefined && memory !== undefined && swap !== -1 && swap < memory)
      refuse('limits', 'memory and swap together cannot be less than the memory');
    const twice = (path: string, what: string, keys: readonly string[]) => {
      const again = keys.find((key, index) => keys.indexOf(key) !== index);
      if (again !== undefined) refuse(path, `${what} ${again} is given twice`);
    };
    twice(
      'env',
      'the variable',
      env.map(({ name }) => name),
    );
    twice(
      'mounts',
      'the place',
      mounts.map(({ target }) => target),
    );
    const asked = ports.filter(({ hostPort }) => hostPort !== undefined);
    twice(
      'ports',
      'the port',
      asked.map(({ hostIp = '', hostPort, protocol }) => `${hostIp}:${hostPort}/${protocol}`),
    );
  });
export type RunParams = z.infer<typeof RunParams>;

/** What a pull came to that went before; `digest`: the registry's, where the engine said it. */
export const PulledBefore = z.object({ digest: z.string().optional(), changed: z.boolean() });
export type PulledBefore = z.infer<typeof PulledBefore>;

export const RunResult = z.object({
  containerId: ContainerId,
  name: z.string(),
  imageId: z.string(),
  /** Absent where the host had the image, and from agents older than this. */
  pulled: PulledBefore.optional(),
  /** Of the engine's, in its words. */
  warnings: z.array(z.string()),
  started: z.boolean(),
});
export type RunResult = z.infer<typeof RunResult>;

/** Capabilities that every container has unless they are dropped. Source: moby, oci/caps/defaults.go. */
const DEFAULT_CAPABILITIES = new Set(
  (
    'CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL ' +
    'AUDIT_WRITE'
  ).split(' '),
);

export type Elevation = 'privileged' | 'host-network' | 'bind-mount' | 'capability';

/** What of it may give what runs in the container the host itself; only an administrator may ask for that. */
export function elevationsOf({ privileged, network, mounts, capAdd = [] }: RunParams): Elevation[] {
  const found: [Elevation, boolean][] = [
    ['privileged', privileged === true],
    ['host-network', network === 'host'],
    ['bind-mount', mounts.some(({ type }) => type === 'bind')],
    ['capability', capAdd.some((name) => !DEFAULT_CAPABILITIES.has(name.replace(/^CAP_/, '')))],
  ];
  return found.filter(([, isAsked]) => isAsked).map(([elevation]) => elevation);
}

/** The label by which a container is known to be the work of a job: an attempt after another adopts it. */
export const JOB_LABEL = 'io.roadstead.job';
