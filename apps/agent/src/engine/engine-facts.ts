import { EngineFacts } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineApi } from './engine-api.js';

const Info = z.object({
  ID: z.string().default(''),
  Name: z.string(),
  ServerVersion: z.string(),
  OperatingSystem: z.string(),
  OSType: z.string(),
  Architecture: z.string(),
  KernelVersion: z.string(),
  NCPU: z.number(),
  MemTotal: z.number(),
  Driver: z.string(),
  DriverStatus: z.array(z.tuple([z.string(), z.string()])).nullish(),
  DockerRootDir: z.string(),
  CgroupDriver: z.string().default(''),
  CgroupVersion: z.string().optional(),
  LiveRestoreEnabled: z.boolean().default(false),
  RegistryConfig: z
    .object({
      InsecureRegistryCIDRs: z.array(z.string()).nullish(),
      IndexConfigs: z.record(z.string(), z.object({ Secure: z.boolean() })).nullish(),
      Mirrors: z.array(z.string()).nullish(),
    })
    .nullish(),
  Warnings: z.array(z.string()).nullish(),
});

const Version = z.object({
  ApiVersion: z.string(),
  Components: z.array(z.object({ Name: z.string(), Version: z.string() })).nullish(),
});

/** Facts as in `docker info` and `docker version`. */
export async function readEngineFacts(api: EngineApi): Promise<EngineFacts> {
  const [info, version] = await Promise.all([api.get('/info', Info), api.get('/version', Version)]);
  const component = (name: string) => version.Components?.find((each) => each.Name === name)?.Version;
  return EngineFacts.parse({
    engineId: info.ID,
    name: info.Name,
    version: info.ServerVersion,
    apiVersion: version.ApiVersion,
    os: info.OperatingSystem,
    osType: info.OSType,
    architecture: info.Architecture,
    kernel: info.KernelVersion,
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    storageDriver: info.Driver,
    storageStatus: info.DriverStatus ?? [],
    dataRoot: info.DockerRootDir,
    cgroupDriver: info.CgroupDriver,
    cgroupVersion: info.CgroupVersion,
    containerdVersion: component('containerd'),
    runcVersion: component('runc'),
    liveRestore: info.LiveRestoreEnabled,
    registryMirrors: info.RegistryConfig?.Mirrors ?? [],
    insecureRegistries: insecureRegistries(info.RegistryConfig),
    warnings: info.Warnings ?? [],
  });
}

/** Networks, and registries that are named one by one. */
function insecureRegistries(config: z.infer<typeof Info>['RegistryConfig']): string[] {
  const named = Object.entries(config?.IndexConfigs ?? {}).filter(([, { Secure }]) => !Secure);
  return [...(config?.InsecureRegistryCIDRs ?? []), ...named.map(([name]) => name)].sort();
}
