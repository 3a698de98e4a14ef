import { z } from 'zod';
import { ContainerHealth, ContainerState, PublishedPort } from './container.js';
import { Digest } from './digest.js';
import { Labels } from './host.js';
import { ContainerId } from './ids.js';

const HostTime = z.iso.datetime({ offset: true });

/** `value` is absent for who may not see it: an environment holds secrets. */
export const EnvironmentVariable = z.object({ name: z.string(), value: z.string().optional() });
export type EnvironmentVariable = z.infer<typeof EnvironmentVariable>;

/**
 * What runs, and how. The engine runs `entrypoint` followed by `command`; without an entrypoint the command is the program.
 * `path` and `args` are what came of it.
 */
export const ContainerProcess = z.object({
  path: z.string(),
  args: z.array(z.string()),
  entrypoint: z.array(z.string()),
  command: z.array(z.string()),
  /** Empty: the image's, and without one root. */
  user: z.string(),
  groups: z.array(z.string()),
  /** Empty: `/`. */
  workingDirectory: z.string(),
  tty: z.boolean(),
  /** Standard input is kept open, as with `docker run --interactive`. */
  interactive: z.boolean(),
  /** Absent: SIGTERM. */
  stopSignal: z.string().optional(),
  /** Absent: 10. */
  stopTimeoutSeconds: z.number().int().optional(),
  /** An init process of the engine's runs the program; absent: as the engine is configured. */
  init: z.boolean().optional(),
});
export type ContainerProcess = z.infer<typeof ContainerProcess>;

/** A port as it was asked for, also while the container is stopped; no `hostPort`: any free one, anew at each start. */
export const PortBinding = z.object({
  containerPort: z.number().int(),
  protocol: z.string(),
  hostIp: z.string().optional(),
  /** Docker also takes a range, such as `8000-8010`. */
  hostPort: z.string().optional(),
});
export type PortBinding = z.infer<typeof PortBinding>;

export const MountDetail = z.object({
  type: z.string(),
  /** Of a volume. */
  name: z.string().optional(),
  /** Path on the host; empty: it is memory. */
  source: z.string(),
  destination: z.string(),
  readOnly: z.boolean(),
  /** Docker's own mode, such as `z`. */
  mode: z.string(),
  driver: z.string().optional(),
  propagation: z.string().optional(),
  /** Of a tmpfs, where it was given. */
  sizeBytes: z.number().optional(),
  /** A volume without a name of its own: it goes with the container when its volumes are removed too. */
  anonymous: z.boolean(),
});
export type MountDetail = z.infer<typeof MountDetail>;

/** Addresses are absent while the container is stopped. */
export const NetworkAttachment = z.object({
  name: z.string(),
  networkId: z.string(),
  ipAddress: z.string().optional(),
  gateway: z.string().optional(),
  ipv6Address: z.string().optional(),
  ipv6Gateway: z.string().optional(),
  macAddress: z.string().optional(),
  aliases: z.array(z.string()),
});
export type NetworkAttachment = z.infer<typeof NetworkAttachment>;

/** What is absent is not limited, or as the engine has it by default. */
export const ContainerLimits = z.object({
  memoryBytes: z.number().optional(),
  memoryReservationBytes: z.number().optional(),
  /** Memory and swap together; -1: swap without a limit. */
  memorySwapBytes: z.number().optional(),
  cpus: z.number().optional(),
  cpuShares: z.number().optional(),
  cpuQuota: z.number().optional(),
  cpuPeriod: z.number().optional(),
  cpusetCpus: z.string().optional(),
  pids: z.number().optional(),
  shmBytes: z.number().optional(),
  oomScoreAdjust: z.number().optional(),
  oomKillDisabled: z.boolean(),
  ulimits: z.array(z.object({ name: z.string(), soft: z.number(), hard: z.number() })),
});
export type ContainerLimits = z.infer<typeof ContainerLimits>;

export const ContainerSecurity = z.object({
  privileged: z.boolean(),
  readOnlyRoot: z.boolean(),
  capAdd: z.array(z.string()),
  capDrop: z.array(z.string()),
  options: z.array(z.string()),
  appArmorProfile: z.string().optional(),
  pidMode: z.string().optional(),
  ipcMode: z.string().optional(),
  usernsMode: z.string().optional(),
  cgroupnsMode: z.string().optional(),
  runtime: z.string().optional(),
  devices: z.array(z.object({ onHost: z.string(), inContainer: z.string(), permissions: z.string() })),
});
export type ContainerSecurity = z.infer<typeof ContainerSecurity>;

/** `test` begins with CMD, CMD-SHELL or NONE, as in a Dockerfile's HEALTHCHECK. */
export const HealthCheck = z.object({
  test: z.array(z.string()),
  intervalMs: z.number().optional(),
  timeoutMs: z.number().optional(),
  startPeriodMs: z.number().optional(),
  retries: z.number().int().optional(),
});
export type HealthCheck = z.infer<typeof HealthCheck>;

/** The engine keeps the last five, and of each 4 KiB of output. `output` is absent for who may not read logs. */
export const HealthProbe = z.object({
  startedAt: HostTime,
  endedAt: HostTime.optional(),
  exitCode: z.number().int(),
  output: z.string().optional(),
});
export type HealthProbe = z.infer<typeof HealthProbe>;

/** Where the container's files are on the host: the image's layers below, and the writable one above them. */
export const ContainerStorage = z.object({
  driver: z.string(),
  lowerDirs: z.array(z.string()),
  upperDir: z.string().optional(),
  workDir: z.string().optional(),
  mergedDir: z.string().optional(),
});
export type ContainerStorage = z.infer<typeof ContainerStorage>;

/** All that the engine tells of one container when it is asked. Times are ISO 8601 by the host's clock. */
export const ContainerDetail = z.object({
  id: ContainerId,
  name: z.string(),
  observedAt: HostTime,
  imageId: Digest,
  imageReference: z.string(),
  createdAt: HostTime,
  platform: z.string(),
  state: z.object({
    status: ContainerState,
    /** Absent while nothing runs. */
    pid: z.number().int().optional(),
    startedAt: HostTime.optional(),
    finishedAt: HostTime.optional(),
    exitCode: z.number().int().optional(),
    outOfMemory: z.boolean(),
    error: z.string().optional(),
    restartCount: z.number().int(),
    health: ContainerHealth.optional(),
    failingStreak: z.number().int().optional(),
  }),
  process: ContainerProcess,
  environment: z.array(EnvironmentVariable),
  labels: Labels,
  hostname: z.string(),
  domainname: z.string(),
  restartPolicy: z.object({ name: z.string(), maximumRetryCount: z.number().int() }),
  /** The engine removes it when it ends, as with `docker run --rm`. */
  autoRemove: z.boolean(),
  /** In effect now. */
  ports: z.array(PublishedPort),
  /** As asked for. */
  portBindings: z.array(PortBinding),
  publishAllPorts: z.boolean(),
  mounts: z.array(MountDetail),
  /** `bridge`, `host`, `none`, `container:<id>` or the name of a network. */
  networkMode: z.string(),
  networks: z.array(NetworkAttachment),
  dns: z.object({ servers: z.array(z.string()), search: z.array(z.string()), options: z.array(z.string()) }),
  /** `name:address` */
  extraHosts: z.array(z.string()),
  limits: ContainerLimits,
  /** A value is absent where it may be a secret and the reader may not see those. */
  log: z.object({
    driver: z.string(),
    options: z.array(z.object({ name: z.string(), value: z.string().optional() })),
  }),
  security: ContainerSecurity,
  /** Absent: none, neither of the container's own nor of its image's. */
  healthCheck: HealthCheck.optional(),
  /** Newest first. */
  healthLog: z.array(HealthProbe),
  storage: ContainerStorage.optional(),
  /** Only where they were asked for: the engine walks the files. `rootBytes`: image and writable layer together. */
  sizes: z.object({ writableBytes: z.number(), rootBytes: z.number() }).optional(),
});
export type ContainerDetail = z.infer<typeof ContainerDetail>;
