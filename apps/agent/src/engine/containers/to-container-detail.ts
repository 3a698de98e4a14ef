import { ContainerDetail, type ContainerRecord, type Digest } from '@roadstead/domain';
import { toContainerRecord } from '../container-record.js';
import type { InspectedDetail } from './inspected-detail.js';

const NS_PER_MS = 1e6;
const NANO_CPUS = 1e9;

/**
 * @param imageId config digest of the container's image
 * @param observedAt when the engine was asked
 */
export function toContainerDetail(raw: InspectedDetail, imageId: Digest, observedAt: Date): ContainerDetail {
  const record = toContainerRecord(raw, imageId);
  const { Config, HostConfig } = raw;
  return ContainerDetail.parse({
    id: record.id,
    name: record.name,
    observedAt: observedAt.toISOString(),
    imageId,
    imageReference: record.imageReference,
    createdAt: record.createdAt,
    platform: raw.Platform,
    state: state(raw, record),
    process: runs(raw),
    environment: Config.Env.map(variable),
    labels: record.labels,
    hostname: Config.Hostname,
    domainname: Config.Domainname,
    restartPolicy: {
      name: record.restartPolicy,
      maximumRetryCount: HostConfig.RestartPolicy?.MaximumRetryCount ?? 0,
    },
    autoRemove: HostConfig.AutoRemove,
    ports: record.ports,
    portBindings: portBindings(raw),
    publishAllPorts: HostConfig.PublishAllPorts,
    mounts: mounts(raw),
    networkMode: HostConfig.NetworkMode,
    networks: networks(raw),
    dns: { servers: HostConfig.Dns, search: HostConfig.DnsSearch, options: HostConfig.DnsOptions },
    extraHosts: HostConfig.ExtraHosts,
    limits: limits(raw),
    log: {
      driver: HostConfig.LogConfig?.Type ?? '',
      options: Object.entries(HostConfig.LogConfig?.Config ?? {}).map(([name, value]) => ({ name, value })),
    },
    security: security(raw),
    healthCheck: healthCheck(raw),
    healthLog: healthLog(raw),
    storage: storage(raw),
    sizes: sizes(raw),
  });
}

function state({ State }: InspectedDetail, record: ContainerRecord): ContainerDetail['state'] {
  return {
    status: record.state,
    pid: State.Pid || undefined,
    startedAt: record.startedAt,
    finishedAt: record.finishedAt,
    exitCode: record.exitCode,
    outOfMemory: record.outOfMemory,
    error: record.error,
    restartCount: record.restartCount,
    health: record.health,
    failingStreak: record.health === undefined ? undefined : State.Health?.FailingStreak,
  };
}

function runs({ Path, Args, Config, HostConfig }: InspectedDetail): ContainerDetail['process'] {
  return {
    path: Path,
    args: Args ?? [],
    entrypoint: Config.Entrypoint,
    command: Config.Cmd,
    user: Config.User,
    groups: HostConfig.GroupAdd,
    workingDirectory: Config.WorkingDir,
    tty: Config.Tty,
    interactive: Config.OpenStdin,
    stopSignal: Config.StopSignal || undefined,
    stopTimeoutSeconds: Config.StopTimeout ?? undefined,
    init: HostConfig.Init ?? undefined,
  };
}

/** A value may hold further equal signs; a variable without one is set to nothing. */
function variable(text: string): { name: string; value: string } {
  const at = text.indexOf('=');
  return at < 0 ? { name: text, value: '' } : { name: text.slice(0, at), value: text.slice(at + 1) };
}

function portBindings({ HostConfig }: InspectedDetail): ContainerDetail['portBindings'] {
  return Object.entries(HostConfig.PortBindings ?? {}).flatMap(([key, bindings]) => {
    const [port, protocol = 'tcp'] = key.split('/');
    return (bindings ?? []).map(({ HostIp, HostPort }) => ({
      containerPort: Number(port),
      protocol,
      hostIp: HostIp || undefined,
      hostPort: HostPort === '' || HostPort === '0' ? undefined : HostPort,
    }));
  });
}

/** Names of its volumes that nobody gave a name. */
export function anonymousVolumes(raw: InspectedDetail): string[] {
  return mounts(raw).flatMap(({ anonymous, name }) => (anonymous && name !== undefined ? [name] : []));
}

/** As the engine judges it when it removes a container: anonymous is a volume that was asked for by no name. */
function mounts({ Mounts, HostConfig }: InspectedDetail): ContainerDetail['mounts'] {
  const named = new Set([
    ...HostConfig.Binds.map((bind) => bind.split(':')[0]),
    ...(HostConfig.Mounts ?? []).map(({ Source }) => Source),
  ]);
  const sizes = new Map(HostConfig.Mounts?.map(({ Target, TmpfsOptions }) => [Target, TmpfsOptions?.SizeBytes]));
  const listed = (Mounts ?? []).map(({ Type, Name, Source, Destination, Driver, Mode, RW, Propagation }) => ({
    type: Type,
    name: Name,
    source: Source,
    destination: Destination,
    readOnly: !RW,
    mode: Mode,
    driver: Driver,
    propagation: Propagation || undefined,
    sizeBytes: sizes.get(Destination) || undefined,
    anonymous: Type === 'volume' && Name !== undefined && !named.has(Name),
  }));
  const inMemory = Object.entries(HostConfig.Tmpfs ?? {}).map(([destination, mode]) => ({
    ...{ type: 'tmpfs', source: '', destination, mode, sizeBytes: tmpfsSize(mode) },
    ...{ readOnly: mode.split(',').includes('ro'), anonymous: false },
  }));
  return [...listed, ...inMemory].sort((a, b) => (a.destination < b.destination ? -1 : 1));
}

/** Of the options of a tmpfs, in which a size is given in bytes or with k, m or g; undefined of a share of the memory. */
function tmpfsSize(options: string): number | undefined {
  const [, amount, unit = ''] = /(?:^|,)size=(\d+)([kmg])?(?:,|$)/i.exec(options) ?? [];
  return amount === undefined ? undefined : Number(amount) * 1024 ** ' kmg'.indexOf(unit.toLowerCase() || ' ');
}

function networks({ NetworkSettings }: InspectedDetail): ContainerDetail['networks'] {
  return Object.entries(NetworkSettings.Networks ?? {})
    .map(([name, each]) => ({
      name,
      networkId: each.NetworkID,
      ipAddress: each.IPAddress || undefined,
      gateway: each.Gateway || undefined,
      ipv6Address: each.GlobalIPv6Address || undefined,
      ipv6Gateway: each.IPv6Gateway || undefined,
      macAddress: each.MacAddress || undefined,
      aliases: each.Aliases,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function limits({ HostConfig }: InspectedDetail): ContainerDetail['limits'] {
  const { NanoCpus, PidsLimit } = HostConfig;
  return {
    memoryBytes: HostConfig.Memory || undefined,
    memoryReservationBytes: HostConfig.MemoryReservation || undefined,
    memorySwapBytes: HostConfig.MemorySwap || undefined,
    cpus: NanoCpus ? NanoCpus / NANO_CPUS : undefined,
    cpuShares: HostConfig.CpuShares || undefined,
    cpuQuota: HostConfig.CpuQuota || undefined,
    cpuPeriod: HostConfig.CpuPeriod || undefined,
    cpusetCpus: HostConfig.CpusetCpus || undefined,
    pids: PidsLimit && PidsLimit > 0 ? PidsLimit : undefined,
    shmBytes: HostConfig.ShmSize || undefined,
    oomScoreAdjust: HostConfig.OomScoreAdj || undefined,
    oomKillDisabled: HostConfig.OomKillDisable ?? false,
    ulimits: (HostConfig.Ulimits ?? []).map(({ Name, Soft, Hard }) => ({ name: Name, soft: Soft, hard: Hard })),
  };
}

function security({ HostConfig, AppArmorProfile }: InspectedDetail): ContainerDetail['security'] {
  return {
    privileged: HostConfig.Privileged,
    readOnlyRoot: HostConfig.ReadonlyRootfs,
    capAdd: HostConfig.CapAdd,
    capDrop: HostConfig.CapDrop,
    options: HostConfig.SecurityOpt,
    appArmorProfile: AppArmorProfile || undefined,
    pidMode: HostConfig.PidMode || undefined,
    ipcMode: HostConfig.IpcMode || undefined,
    usernsMode: HostConfig.UsernsMode || undefined,
    cgroupnsMode: HostConfig.CgroupnsMode || undefined,
    runtime: HostConfig.Runtime || undefined,
    devices: (HostConfig.Devices ?? []).map(({ PathOnHost, PathInContainer, CgroupPermissions }) => ({
      onHost: PathOnHost,
      inContainer: PathInContainer,
      permissions: CgroupPermissions,
    })),
  };
}

/** `NONE` switches off the image's own: as if there was none. */
function healthCheck({ Config: { Healthcheck } }: InspectedDetail): ContainerDetail['healthCheck'] {
  if (!Healthcheck || Healthcheck.Test.length === 0 || Healthcheck.Test[0] === 'NONE') return undefined;
  return {
    test: Healthcheck.Test,
    intervalMs: milliseconds(Healthcheck.Interval),
    timeoutMs: milliseconds(Healthcheck.Timeout),
    startPeriodMs: milliseconds(Healthcheck.StartPeriod),
    retries: Healthcheck.Retries || undefined,
  };
}

function milliseconds(nanoseconds: number | null | undefined): number | undefined {
  return nanoseconds ? nanoseconds / NS_PER_MS : undefined;
}

function healthLog({ State }: InspectedDetail): ContainerDetail['healthLog'] {
  return (State.Health?.Log ?? [])
    .map(({ Start, End, ExitCode, Output }) => ({
      startedAt: Start,
      endedAt: End === '' ? undefined : End,
      exitCode: ExitCode,
      output: Output,
    }))
    .reverse();
}

/** As overlay2 names them; other drivers have a folder of another kind, or none. */
function storage({ GraphDriver }: InspectedDetail): ContainerDetail['storage'] {
  if (!GraphDriver?.Name) return undefined;
  const folder = (name: string) => {
    const value = GraphDriver.Data?.[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    driver: GraphDriver.Name,
    lowerDirs: folder('LowerDir')?.split(':') ?? [],
    upperDir: folder('UpperDir'),
    workDir: folder('WorkDir'),
    mergedDir: folder('MergedDir'),
  };
}

function sizes({ SizeRw, SizeRootFs }: InspectedDetail): ContainerDetail['sizes'] {
  if (typeof SizeRootFs !== 'number') return undefined;
  return { writableBytes: SizeRw ?? 0, rootBytes: SizeRootFs };
}
