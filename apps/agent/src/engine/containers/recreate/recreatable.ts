import { ContainerId, ContainerState } from '@roadstead/domain';
import { z } from 'zod';

const Texts = z.array(z.string()).nullish();
/** Of these only the keys say something. */
const KeySet = z.record(z.string(), z.unknown()).nullish();

/** Durations are nanoseconds; 0 and absent are the engine's default. */
const Healthcheck = z.looseObject({
  Test: Texts,
  Interval: z.number().nullish(),
  Timeout: z.number().nullish(),
  StartPeriod: z.number().nullish(),
  StartInterval: z.number().nullish(),
  Retries: z.number().nullish(),
});
export type Healthcheck = z.infer<typeof Healthcheck>;

/** What a container and an image both have: at its creation a container takes over what it is not given. */
export const SharedConfig = z.looseObject({
  User: z.string().nullish(),
  WorkingDir: z.string().nullish(),
  StopSignal: z.string().nullish(),
  Env: Texts,
  Cmd: Texts,
  Entrypoint: Texts,
  Labels: z.record(z.string(), z.string()).nullish(),
  ExposedPorts: KeySet,
  Volumes: KeySet,
  Healthcheck: Healthcheck.nullish(),
});
export type SharedConfig = z.infer<typeof SharedConfig>;

const ContainerConfig = SharedConfig.extend({
  Image: z.string(),
  Hostname: z.string().nullish(),
  Domainname: z.string().nullish(),
  Tty: z.boolean().default(false),
});

const RestartPolicy = z.looseObject({ Name: z.string().default('') });

/** Whatever else it has is given to the new container as it is. */
const HostConfig = z.looseObject({
  NetworkMode: z.string().default('default'),
  PidMode: z.string().nullish(),
  IpcMode: z.string().nullish(),
  UTSMode: z.string().nullish(),
  AutoRemove: z.boolean().default(false),
  RestartPolicy: RestartPolicy.nullish(),
  Binds: Texts,
  Mounts: z
    .array(z.looseObject({ Type: z.string(), Source: z.string().nullish(), Target: z.string().default('') }))
    .nullish(),
  Links: Texts,
});

const Endpoint = z.looseObject({
  NetworkID: z.string().default(''),
  IPAMConfig: z.record(z.string(), z.unknown()).nullish(),
  Aliases: Texts,
  Links: Texts,
  DriverOpts: z.record(z.string(), z.string()).nullish(),
  GwPriority: z.number().nullish(),
  IPAddress: z.string().nullish(),
  MacAddress: z.string().nullish(),
});
export type Endpoint = z.infer<typeof Endpoint>;

const State = z.object({
  Status: ContainerState,
  ExitCode: z.number().default(0),
  StartedAt: z.string().default(''),
  Health: z
    .object({ Status: z.string(), Log: z.array(z.object({ Output: z.string().default('') })).nullish() })
    .nullish(),
});

/** The part of `GET /containers/{id}/json` that another container is made of. */
export const Recreatable = z.object({
  Id: ContainerId,
  Name: z.string().transform((name) => name.replace(/^\//, '')),
  /** The engine's own id of the image. */
  Image: z.string(),
  RestartCount: z.number().default(0),
  State,
  Config: ContainerConfig,
  HostConfig,
  Mounts: z
    .array(
      z.object({
        Type: z.string().default(''),
        Name: z.string().optional(),
        Destination: z.string(),
        RW: z.boolean().default(true),
      }),
    )
    .nullish(),
  NetworkSettings: z.object({ Networks: z.record(z.string(), Endpoint.nullable()).nullish() }),
});
export type Recreatable = z.infer<typeof Recreatable>;
