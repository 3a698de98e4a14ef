import { createHash } from 'node:crypto';
import { ContainerRecord, type Digest, EngineFacts, ImageRecord } from '@roadstead/domain';

/** 64 hex digits that depend on the name alone. */
export function hexOf(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

export function digestOf(name: string): Digest {
  return `sha256:${hexOf(name)}` as Digest;
}

/** A container as an agent reports it: running, unless said otherwise. Its id is made of its name. */
export function aContainer(
  name: string,
  overrides: Partial<Record<keyof ContainerRecord, unknown>> = {},
): ContainerRecord {
  return ContainerRecord.parse({
    id: hexOf(`container ${name}`),
    name,
    imageId: digestOf('image web'),
    imageReference: 'shop/web:1.0',
    command: 'httpd -f',
    createdAt: '2026-03-03T09:00:00Z',
    state: 'running',
    startedAt: '2026-03-03T10:00:00.123456789Z',
    outOfMemory: false,
    restartCount: 0,
    restartPolicy: 'no',
    tty: false,
    ports: [],
    mounts: [],
    networks: ['bridge'],
    labels: {},
    ...overrides,
  });
}

/** An image of two layers, the lower of which all images from here share. Its id is made of its name. */
export function anImage(name: string, overrides: Partial<Record<keyof ImageRecord, unknown>> = {}): ImageRecord {
  return ImageRecord.parse({
    id: digestOf(`image ${name}`),
    engineId: digestOf(`image ${name}`),
    references: [`shop/${name}:1.0`],
    repoDigests: [],
    createdAt: '2026-03-01T08:00:00Z',
    size: 3_000_000,
    architecture: 'amd64',
    os: 'linux',
    config: { cmd: ['httpd', '-f'] },
    layers: [digestOf('layer base'), digestOf(`layer ${name}`)],
    history: [
      { createdBy: 'ADD rootfs.tar /', createdAt: '2026-03-01T08:00:00Z', size: 2_000_000 },
      { createdBy: 'CMD ["httpd"]', createdAt: '2026-03-01T08:00:00Z', size: 0 },
      { createdBy: `COPY ${name} /srv`, createdAt: '2026-03-01T08:00:00Z', size: 1_000_000 },
    ],
    ...overrides,
  });
}

export function engineFacts(overrides: Partial<EngineFacts> = {}): EngineFacts {
  return EngineFacts.parse({
    engineId: 'TEST',
    name: 'test-host',
    version: '20.10.24',
    apiVersion: '1.41',
    os: 'Debian GNU/Linux 12',
    osType: 'linux',
    architecture: 'x86_64',
    kernel: '6.1.0',
    cpus: 2,
    memoryBytes: 4_000_000_000,
    storageDriver: 'overlay2',
    storageStatus: [['Backing Filesystem', 'extfs']],
    dataRoot: '/var/lib/docker',
    cgroupDriver: 'cgroupfs',
    liveRestore: false,
    registryMirrors: [],
    insecureRegistries: [],
    warnings: [],
    ...overrides,
  });
}
