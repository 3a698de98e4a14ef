import { ContainerDetail, type ContainerRecord } from '@roadstead/domain';

/** What an engine tells of a container when it is asked; it agrees with the record. */
export function detailOf(
  record: ContainerRecord,
  overrides: Partial<Record<keyof ContainerDetail, unknown>> = {},
): ContainerDetail {
  const { id, name, imageId, imageReference, createdAt, labels, ports } = record;
  const [path = '', ...args] = record.command.split(' ');
  return ContainerDetail.parse({
    ...{ id, name, imageId, imageReference, createdAt, labels, ports },
    observedAt: '2026-03-03T11:00:00Z',
    platform: 'linux',
    state: {
      status: record.state,
      startedAt: record.startedAt,
      finishedAt: record.finishedAt,
      exitCode: record.exitCode,
      outOfMemory: record.outOfMemory,
      restartCount: record.restartCount,
      health: record.health,
    },
    process: {
      ...{ path, args, entrypoint: [], command: [path, ...args] },
      ...{ user: '', groups: [], workingDirectory: '', tty: record.tty, interactive: false },
    },
    environment: [{ name: 'PATH', value: '/bin' }],
    hostname: id.slice(0, 12),
    domainname: '',
    restartPolicy: { name: record.restartPolicy, maximumRetryCount: 0 },
    autoRemove: record.autoRemove ?? false,
    portBindings: [],
    publishAllPorts: false,
    mounts: [],
    networkMode: 'default',
    networks: record.networks.map((network) => ({ name: network, networkId: '', aliases: [] })),
    dns: { servers: [], search: [], options: [] },
    extraHosts: [],
    limits: { oomKillDisabled: false, ulimits: [] },
    log: { driver: 'json-file', options: [] },
    security: { privileged: false, readOnlyRoot: false, capAdd: [], capDrop: [], options: [], devices: [] },
    healthLog: [],
    storage: { driver: 'overlay2', lowerDirs: [] },
    ...overrides,
  });
}
