import { JOB_LABEL, type JobId, type MountRequest, type PortRequest, type RunParams } from '@roadstead/domain';

const NANOSECONDS = 1e9;

/**
 * The body of `POST /containers/create`.
 * @param image what the engine calls it
 */
export function containerSpec(params: RunParams, image: string, jobId: JobId): object {
  const { command, entrypoint, env, labels, ports, hostname, user, workdir, stopSignal, stopTimeoutSeconds } = params;
  return {
    Image: image,
    Cmd: command,
    // What is empty counts as not given, and the image's own is taken; one empty word is how `docker run` says none.
    Entrypoint: entrypoint?.length === 0 ? [''] : entrypoint,
    Env: env.flatMap(({ name, value }) => (value === undefined ? [] : [`${name}=${value}`])),
    Labels: { ...labels, [JOB_LABEL]: jobId },
    ExposedPorts: Object.fromEntries(ports.map((port) => [portKey(port), {}])),
    Hostname: hostname,
    User: user,
    WorkingDir: workdir,
    Tty: params.tty,
    OpenStdin: params.interactive,
    StopSignal: stopSignal,
    StopTimeout: stopTimeoutSeconds,
    Healthcheck: healthCheck(params.healthCheck),
    HostConfig: hostConfig(params),
  };
}

function hostConfig({ ports, mounts, network, restart, limits = {}, ...params }: RunParams): object {
  const { memoryBytes, memorySwapBytes, cpus, pids, shmBytes } = limits;
  return {
    PortBindings: portBindings(ports),
    Mounts: mounts.map(mount),
    NetworkMode: network,
    RestartPolicy: restart && { Name: restart.policy, MaximumRetryCount: restart.maxRetries ?? 0 },
    Memory: memoryBytes,
    MemorySwap: memorySwapBytes,
    NanoCpus: cpus === undefined ? undefined : Math.round(cpus * NANOSECONDS),
    PidsLimit: pids,
    ShmSize: shmBytes,
    AutoRemove: params.autoRemove,
    Init: params.init,
    ReadonlyRootfs: params.readOnlyRoot,
    CapAdd: params.capAdd,
    CapDrop: params.capDrop,
    Privileged: params.privileged,
  };
}

function portKey({ containerPort, protocol }: PortRequest): string {
  return `${containerPort}/${protocol}`;
}

function portBindings(ports: readonly PortRequest[]): Record<string, object[]> {
  const bindings: Record<string, object[]> = {};
  for (const port of ports) {
    const key = portKey(port);
    bindings[key] = [...(bindings[key] ?? []), { HostIp: port.hostIp ?? '', HostPort: String(port.hostPort ?? '') }];
  }
  return bindings;
}

function mount(request: MountRequest): object {
  const { type, target } = request;
  if (type === 'tmpfs') return { Type: type, Target: target, TmpfsOptions: { SizeBytes: request.sizeBytes } };
  return { Type: type, Source: request.source, Target: target, ReadOnly: request.readOnly };
}

function healthCheck(request: RunParams['healthCheck']): object | undefined {
  if (request === undefined) return undefined;
  if (request.type === 'none') return { Test: ['NONE'] };
  const { command, intervalSeconds, timeoutSeconds, startPeriodSeconds, retries } = request;
  return {
    Test: ['CMD-SHELL', command],
    Interval: nanoseconds(intervalSeconds),
    Timeout: nanoseconds(timeoutSeconds),
    StartPeriod: nanoseconds(startPeriodSeconds),
    Retries: retries,
  };
}

/** The engine takes none for its default, and not less than a millisecond. */
function nanoseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.round(seconds * NANOSECONDS);
}
