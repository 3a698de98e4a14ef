import type {
  ContainerDetail,
  HealthCheck,
  ImageConfig,
  MountRequest,
  PortRequest,
  RunParams,
} from '@roadstead/domain';
import { draftOfParams, RESTARTS, type RunDraft } from './run-draft';

const PROTOCOLS = ['tcp', 'udp', 'sctp'] as const;
/** Set by whoever made the container, and not to be said of another. */
const OWN_LABELS = /^(?:io\.roadstead\.|com\.docker\.compose\.)/;
const SHM_DEFAULT = 67_108_864;

/**
 * A form for the same container again: what its image says by itself is left to the image.
 * @param image the image's own settings; absent where they are not known: then all is said
 */
export function draftOfDetail(detail: ContainerDetail, hostId: string, image: ImageConfig = {}): RunDraft {
  const { process, limits, security, restartPolicy, networkMode, healthCheck } = detail;
  const isOwnEntrypoint = !same(process.entrypoint, image.entrypoint ?? []);
  const isOwnCommand = isOwnEntrypoint || !same(process.command, image.cmd ?? []);
  const policy = RESTARTS.find((name) => name === restartPolicy.name) ?? 'no';
  const inherited = new Set(image.env);
  const params: RunParams = {
    image: detail.imageReference,
    pull: 'missing',
    start: true,
    command: isOwnCommand && process.command.length > 0 ? process.command : undefined,
    entrypoint: isOwnEntrypoint ? process.entrypoint : undefined,
    env: detail.environment.filter(({ name, value }) => !inherited.has(`${name}=${value}`)),
    labels: labelsOf(detail, image),
    ports: detail.portBindings.flatMap(portOf),
    mounts: detail.mounts.flatMap((mount) => mountOf(mount, image)),
    network: networkMode === 'default' || networkMode.startsWith('container:') ? undefined : networkMode,
    // The engine's own is the beginning of the container's id, and in the host's network that of the host.
    hostname: networkMode === 'host' || detail.id.startsWith(detail.hostname) ? undefined : detail.hostname,
    user: process.user === (image.user ?? '') ? undefined : process.user || undefined,
    workdir: process.workingDirectory === (image.workingDir ?? '') ? undefined : process.workingDirectory || undefined,
    restart: {
      policy,
      maxRetries:
        policy === 'on-failure' && restartPolicy.maximumRetryCount > 0 ? restartPolicy.maximumRetryCount : undefined,
    },
    limits: {
      memoryBytes: limits.memoryBytes,
      memorySwapBytes: limits.memoryBytes === undefined ? undefined : limits.memorySwapBytes,
      cpus: limits.cpus,
      pids: limits.pids,
      shmBytes: limits.shmBytes === SHM_DEFAULT ? undefined : limits.shmBytes,
    },
    tty: process.tty,
    interactive: process.interactive,
    autoRemove: detail.autoRemove,
    init: process.init,
    readOnlyRoot: security.readOnlyRoot,
    privileged: security.privileged,
    capAdd: security.capAdd,
    capDrop: security.capDrop,
    healthCheck: healthCheckOf(healthCheck, image),
    stopSignal: process.stopSignal === image.stopSignal ? undefined : (process.stopSignal as RunParams['stopSignal']),
    stopTimeoutSeconds: process.stopTimeoutSeconds,
  };
  return { ...draftOfParams(params), hostIds: [hostId] };
}

function same(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((word, index) => word === others[index]);
}

function labelsOf({ labels }: ContainerDetail, image: ImageConfig): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).filter(([name, value]) => !OWN_LABELS.test(name) && image.labels?.[name] !== value),
  );
}

type Binding = ContainerDetail['portBindings'][number];

/** Whether the form has words for it; for a range it has none. */
export function isRunPort({ protocol, hostPort = '' }: Binding): boolean {
  return PROTOCOLS.some((name) => name === protocol) && /^\d*$/.test(hostPort);
}

function portOf(binding: Binding): PortRequest[] {
  const { containerPort, hostIp, hostPort } = binding;
  const protocol = PROTOCOLS.find((name) => name === binding.protocol);
  if (protocol === undefined || !isRunPort(binding)) return [];
  return [{ containerPort, protocol, hostIp, hostPort: hostPort === undefined ? undefined : Number(hostPort) }];
}

/** An anonymous volume is made anew: by the image's wish, or as it was asked for. */
function mountOf(
  { type, name, source, destination, readOnly, sizeBytes, anonymous }: ContainerDetail['mounts'][number],
  { volumes = [] }: ImageConfig,
): MountRequest[] {
  if (anonymous) return volumes.includes(destination) ? [] : [{ type: 'volume', target: destination, readOnly }];
  if (type === 'bind') return [{ type, source, target: destination, readOnly }];
  if (type === 'volume' && name !== undefined) return [{ type, source: name, target: destination, readOnly }];
  return type === 'tmpfs' ? [{ type, target: destination, sizeBytes }] : [];
}

function healthCheckOf(check: ContainerDetail['healthCheck'], image: ImageConfig): RunParams['healthCheck'] {
  // One that is switched off is told as none.
  if (check === undefined) return hasHealthCheck(image) ? { type: 'none' } : undefined;
  const [kind, command] = check.test;
  if (isImagesHealthCheck(check, image) || kind !== 'CMD-SHELL' || command === undefined) return undefined;
  const { intervalMs, timeoutMs, startPeriodMs, retries } = check;
  return {
    type: 'shell',
    command,
    intervalSeconds: inSeconds(intervalMs),
    timeoutSeconds: inSeconds(timeoutMs),
    startPeriodSeconds: inSeconds(startPeriodMs),
    retries,
  };
}

function hasHealthCheck({ healthcheck: [kind] = [] }: ImageConfig): boolean {
  return kind !== undefined && kind !== 'NONE';
}

export function isImagesHealthCheck({ test }: HealthCheck, image: ImageConfig): boolean {
  return same(test, image.healthcheck ?? []);
}

function inSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
