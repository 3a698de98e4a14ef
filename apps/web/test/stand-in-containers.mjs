/** What an engine tells of a container when it is asked. */
export function detailOf(container) {
  const { id, name, hostId, hostName, imageId, imageReference, createdAt, labels, ports, networks, mounts } = container;
  const command = container.command.split(' ');
  return {
    ...{ id, name, hostId, hostName, imageId, imageReference, createdAt, labels, ports },
    observedAt: new Date().toISOString(),
    platform: 'linux',
    state: {
      status: container.state,
      pid: container.state === 'running' ? 4711 : undefined,
      startedAt: container.startedAt,
      finishedAt: container.finishedAt,
      exitCode: container.exitCode,
      outOfMemory: container.outOfMemory,
      restartCount: container.restartCount,
      health: container.health,
    },
    process: {
      ...{ path: command[0], args: command.slice(1), entrypoint: [], command },
      ...{ user: '', groups: [], workingDirectory: '/srv', tty: container.tty, interactive: false },
    },
    environment: [{ name: 'PATH' }, { name: 'DB_PASSWORD' }],
    hostname: id.slice(0, 12),
    domainname: '',
    restartPolicy: { name: container.restartPolicy, maximumRetryCount: 0 },
    autoRemove: false,
    portBindings: [],
    publishAllPorts: false,
    mounts: mounts.map((mount) => ({ ...mount, name: mount.source, mode: '', anonymous: false })),
    networkMode: 'bridge',
    networks: networks.map((network) => ({ name: network, networkId: '', ipAddress: '172.17.0.2', aliases: [] })),
    dns: { servers: [], search: [], options: [] },
    extraHosts: [],
    limits: { memoryBytes: 536_870_912, oomKillDisabled: false, ulimits: [] },
    log: { driver: 'json-file', options: [{ name: 'max-size', value: '10m' }] },
    security: { privileged: false, readOnlyRoot: false, capAdd: [], capDrop: [], options: [], devices: [] },
    healthCheck: { test: ['CMD-SHELL', 'wget -q -O /dev/null localhost'], intervalMs: 30_000, retries: 3 },
    healthLog: [{ startedAt: new Date().toISOString(), exitCode: 1, output: 'connection refused' }],
    storage: {
      driver: 'overlay2',
      lowerDirs: ['/var/lib/docker/overlay2/a/diff'],
      upperDir: '/var/lib/docker/overlay2/b/diff',
    },
  };
}

export function timelineOf(container) {
  const { id, name, hostId, hostName } = container;
  const at = (secondsAgo) => new Date(Date.now() - secondsAgo * 1000).toISOString();
  return {
    ...{ hostId, containerId: id, hostName, name, exists: true },
    engine: { asked: true, rememberedSince: at(7200) },
    entries: [
      { at: at(60), sources: ['history', 'engine'], what: { type: 'started' } },
      {
        at: at(90),
        sources: ['roadstead'],
        what: { type: 'action', actor: 'admin', verb: 'container.restart', outcome: 'ok', detail: {} },
      },
      {
        at: at(95),
        sources: ['history'],
        what: {
          type: 'ended',
          exitCode: 137,
          outOfMemory: false,
          knownBy: 'engine',
          cause: { type: 'signals', signals: [15, 9] },
        },
      },
      { at: at(5000), sources: ['history'], what: { type: 'unobserved', until: at(4000) } },
    ],
  };
}
