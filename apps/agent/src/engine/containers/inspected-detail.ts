import { z } from 'zod';
import { InspectedContainer } from '../container-record.js';

const Texts = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const Text = z.string().nullish();
/** The engine says 0 of what is not limited. */
const Amount = z.number().nullish();

/** An entrypoint or command: older engines also gave one string. */
const Words = z
  .union([z.string(), z.array(z.string())])
  .nullish()
  .transform((words) => (typeof words === 'string' ? [words] : (words ?? [])));

const Config = InspectedContainer.shape.Config.extend({
  Hostname: z.string().default(''),
  Domainname: z.string().default(''),
  User: z.string().default(''),
  WorkingDir: z.string().default(''),
  OpenStdin: z.boolean().default(false),
  Env: Texts,
  Entrypoint: Words,
  Cmd: Words,
  StopSignal: Text,
  StopTimeout: Amount,
  Healthcheck: z
    .object({
      Test: Texts,
      /** Nanoseconds. */
      Interval: Amount,
      Timeout: Amount,
      StartPeriod: Amount,
      Retries: Amount,
    })
    .nullish(),
});

const HostConfig = z.object({
  RestartPolicy: z.object({ Name: z.string(), MaximumRetryCount: z.number().default(0) }).nullish(),
  AutoRemove: z.boolean().default(false),
  NetworkMode: z.string().default(''),
  PublishAllPorts: z.boolean().default(false),
  PortBindings: z
    .record(
      z.string(),
      z.array(z.object({ HostIp: z.string().default(''), HostPort: z.string().default('') })).nullable(),
    )
    .nullish(),
  Binds: Texts,
  Mounts: z
    .array(
      z.object({
        Type: z.string(),
        Source: z.string().default(''),
        Target: z.string().default(''),
        TmpfsOptions: z.object({ SizeBytes: Amount }).nullish(),
      }),
    )
    .nullish(),
  /** Of `--tmpfs`, which the engine does not list with the other mounts: options by path. */
  Tmpfs: z.record(z.string(), z.string()).nullish(),
  GroupAdd: Texts,
  Dns: Texts,
  DnsSearch: Texts,
  DnsOptions: Texts,
  ExtraHosts: Texts,
  LogConfig: z.object({ Type: z.string().default(''), Config: z.record(z.string(), z.string()).nullish() }).nullish(),
  Memory: Amount,
  MemoryReservation: Amount,
  MemorySwap: Amount,
  NanoCpus: Amount,
  CpuShares: Amount,
  CpuQuota: Amount,
  CpuPeriod: Amount,
  CpusetCpus: Text,
  PidsLimit: Amount,
  ShmSize: Amount,
  OomScoreAdj: Amount,
  OomKillDisable: z.boolean().nullish(),
  Ulimits: z.array(z.object({ Name: z.string(), Soft: z.number(), Hard: z.number() })).nullish(),
  Privileged: z.boolean().default(false),
  ReadonlyRootfs: z.boolean().default(false),
  CapAdd: Texts,
  CapDrop: Texts,
  SecurityOpt: Texts,
  PidMode: Text,
  IpcMode: Text,
  UsernsMode: Text,
  CgroupnsMode: Text,
  Runtime: Text,
  Init: z.boolean().nullish(),
  Devices: z
    .array(z.object({ PathOnHost: z.string(), PathInContainer: z.string(), CgroupPermissions: z.string().default('') }))
    .nullish(),
});

const State = InspectedContainer.shape.State.extend({
  Pid: z.number().default(0),
  Health: z
    .object({
      Status: z.string(),
      FailingStreak: z.number().default(0),
      Log: z
        .array(
          z.object({
            Start: z.string(),
            End: z.string().default(''),
            ExitCode: z.number(),
            Output: z.string().default(''),
          }),
        )
        .nullish(),
    })
    .nullish(),
});

const Mounts = z
  .array(
    z.object({
      Type: z.string().default(''),
      Name: z.string().optional(),
      Source: z.string().default(''),
      Destination: z.string(),
      Driver: z.string().optional(),
      Mode: z.string().default(''),
      RW: z.boolean(),
      Propagation: Text,
    }),
  )
  .nullish();

const Network = z.object({
  NetworkID: z.string().default(''),
  IPAddress: z.string().default(''),
  Gateway: z.string().default(''),
  GlobalIPv6Address: z.string().default(''),
  IPv6Gateway: z.string().default(''),
  MacAddress: z.string().default(''),
  Aliases: Texts,
});

/** All of `GET /containers/{id}/json` that a detail is made of. */
export const InspectedDetail = InspectedContainer.extend({
  Platform: z.string().default(''),
  Config,
  HostConfig,
  State,
  Mounts,
  AppArmorProfile: Text,
  NetworkSettings: InspectedContainer.shape.NetworkSettings.extend({
    Networks: z.record(z.string(), Network).nullish(),
  }),
  /** The containerd store has none. */
  GraphDriver: z.object({ Name: z.string().default(''), Data: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  SizeRw: Amount,
  SizeRootFs: Amount,
});
export type InspectedDetail = z.infer<typeof InspectedDetail>;
