import { createHash, randomUUID } from 'node:crypto';

/** A believable fleet in the shapes of libs/contract, for working on the page without a control plane. */

const hex = (text) => createHash('sha256').update(text).digest('hex');
const digest = (text) => `sha256:${hex(text)}`;
const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

let revision = 1;
export const nextRevision = () => {
  revision += 1;
  return revision;
};

function host(name, overrides = {}) {
  const index = Number(name.match(/\d+$/)?.[0] ?? 1);
  return {
    id: uuidOf(name),
    name,
    labels: { site: name.startsWith('edge') ? 'harbour' : 'oslo', role: name.split('-')[0] },
    status: 'online',
    lastHeardAt: ago(2),
    dataAsOf: ago(3),
    clockOffsetMs: 12,
    engineState: 'up',
    engine: {
      engineId: 'A7QX:5DRM:KTPZ:3N7C:QW2E:LLK4:ZK6O:PLMT:HJ2W:ZZ5K:IKCD:VZ3F',
      name,
      version: name.startsWith('edge') ? '26.1.5' : '20.10.24',
      apiVersion: name.startsWith('edge') ? '1.45' : '1.41',
      os: 'Debian GNU/Linux 12 (bookworm)',
      osType: 'linux',
      architecture: 'x86_64',
      kernel: '6.1.0-28-amd64',
      cpus: 4 * index,
      memoryBytes: 16_777_216_000 * index,
      storageDriver: 'overlay2',
      storageStatus: [
        ['Backing Filesystem', 'extfs'],
        ['Supports d_type', 'true'],
      ],
      dataRoot: '/var/lib/docker',
      cgroupDriver: 'systemd',
      cgroupVersion: '2',
      containerdVersion: '1.6.20',
      runcVersion: '1.1.5',
      liveRestore: false,
      registryMirrors: [],
      insecureRegistries: ['127.0.0.0/8'],
      warnings: [],
    },
    agentVersion: '0.1.0',
    agentRssBytes: 61_200_000,
    address: `198.18.0.${10 + index}`,
    createdAt: ago(9 * DAY),
    counts: { running: 0, containers: 0, unhealthy: 0, images: 0, activeJobs: 0 },
    revision: nextRevision(),
    ...overrides,
  };
}

function registry() {
  return {
    id: uuidOf('registry'),
    name: 'Harbour',
    address: 'registry.example.org:5000',
    username: 'ci',
    hasPassword: true,
    insecure: false,
    allowedUsers: [],
    allowedHostIds: [],
    createdBy: 'admin',
    createdAt: ago(30 * DAY),
  };
}

function uuidOf(text) {
  const h = hex(text);
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-7${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`;
}

const BASE = [
  ['/bin/sh -c #(nop) ADD file:5d673d25da3a14ce1f6cf66e4c7fd4f4b85a3759a9d93efb3fd9ff852b5b56e4 in / ', 74_800_000],
  ['/bin/sh -c #(nop) ENV LANG=C.UTF-8', 0],
];
const STACKS = {
  node: [
    ...BASE,
    [
      'RUN /bin/sh -c apt-get update && apt-get install -y --no-install-recommends ca-certificates curl # buildkit',
      21_300_000,
    ],
    [
      'RUN /bin/sh -c curl -fsSL https://nodejs.org/dist/v20.20.0/node.tar.xz | tar -xJ -C /usr/local # buildkit',
      98_400_000,
    ],
  ],
  python: [...BASE, ['RUN /bin/sh -c apt-get update && apt-get install -y python3 python3-pip # buildkit', 61_700_000]],
};

function image(references, stack, hosts, created, config = {}) {
  const id = digest(references[0] ?? `untagged${created}`);
  const layers = stack.map(([createdBy, size], position) => {
    const below = stack
      .slice(0, position + 1)
      .map(([text]) => text)
      .join('|');
    return {
      position,
      chainId: digest(below),
      diffId: digest(`diff${below}`),
      createdBy,
      size,
      sharedByImages: 1,
      onHosts: hosts.length,
    };
  });
  return {
    id,
    references,
    createdAt: ago(created),
    size: stack.reduce((sum, [, size]) => sum + size, 0),
    architecture: 'amd64',
    os: 'linux',
    layerCount: layers.length,
    hosts: hosts.map((h) => ({ hostId: h.id, hostName: h.name, references, dataAsOf: h.dataAsOf })),
    containerCount: 0,
    runningCount: 0,
    revision: nextRevision(),
    repoDigests: references.slice(0, 1).map((r) => `${r.replace(/:[^:/]*$/, '')}@${digest(`manifest${r}`)}`),
    config: {
      entrypoint: ['/docker-entrypoint.sh'],
      cmd: ['node', 'server.mjs'],
      env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin', 'NODE_ENV=production'],
      workingDir: '/app',
      exposedPorts: ['8080/tcp'],
      labels: { 'org.opencontainers.image.source': 'https://example.org/shop' },
      ...config,
    },
    history: [...stack, ['EXPOSE map[8080/tcp:{}]', 0], ['CMD ["node" "server.mjs"]', 0]].map(([createdBy, size]) => ({
      createdBy,
      size,
      createdAt: ago(created),
    })),
    author: 'Harbour crew <crew@example.org>',
    containers: [],
    layers,
  };
}

/** What a removal of an image would do on a host: its layers that no other image there has are freed. */
export function removalOf({ hosts, images, containers }, hostId, imageId) {
  const image = images.find(({ id }) => id === imageId);
  const there = images.filter((other) => other !== image && other.hosts.some((on) => on.hostId === hostId));
  const kept = new Set(there.flatMap(({ layers }) => layers.map(({ chainId }) => chainId)));
  const layersFreed = image.layers.filter(({ chainId }) => !kept.has(chainId));
  return {
    dataAsOf: hosts.find(({ id }) => id === hostId).dataAsOf,
    references: image.hosts.find((on) => on.hostId === hostId)?.references ?? [],
    containers: containers
      .filter((each) => each.hostId === hostId && each.imageId === imageId)
      .map(({ id, name, state }) => ({ id, name, state })),
    children: [],
    layersFreed: layersFreed.map(({ chainId, createdBy, size }) => ({ chainId, createdBy, size })),
    bytesFreed: layersFreed.reduce((sum, { size }) => sum + size, 0),
  };
}

function container(h, name, img, overrides = {}) {
  return {
    id: hex(h.name + name),
    name,
    imageId: img.id,
    imageReference: img.references[0] ?? img.id.slice(0, 19),
    command: '/docker-entrypoint.sh node server.mjs',
    createdAt: ago(6 * DAY),
    state: 'running',
    startedAt: ago(3 * DAY),
    outOfMemory: false,
    restartCount: 0,
    restartPolicy: 'unless-stopped',
    tty: false,
    ports: [],
    mounts: [],
    networks: ['bridge'],
    labels: {},
    hostId: h.id,
    hostName: h.name,
    hostStatus: h.status,
    dataAsOf: h.dataAsOf,
    revision: nextRevision(),
    ...overrides,
  };
}

/** @param {'well' | 'trouble' | 'empty' | 'large'} scene */
export function makeFleet(scene) {
  if (scene === 'empty') return { hosts: [], images: [], containers: [], registries: [], jobs: [] };
  const hosts = [host('web-1'), host('web-2'), host('db-1')];
  if (scene === 'trouble') {
    hosts.push(host('edge-7', { status: 'unknown', lastHeardAt: ago(44), dataAsOf: ago(46) }));
    hosts.push(
      host('edge-9', {
        status: 'offline',
        lastHeardAt: ago(3 * HOUR),
        dataAsOf: ago(3 * HOUR),
        labels: { site: 'harbour', role: 'edge', rack: 'b2' },
      }),
    );
  }
  if (scene === 'large') for (let n = 10; n < 60; n += 1) hosts.push(host(`node-${n}`));
  const [web1, web2, db1] = hosts;
  const all = hosts.slice(0, 3);
  const images = [
    image(
      ['shop/web:2.4.1', 'shop/web:latest'],
      [
        ...STACKS.node,
        ['COPY package*.json ./ # buildkit', 182_000],
        ['RUN /bin/sh -c npm ci --omit=dev # buildkit', 42_100_000],
        ['COPY . . # buildkit', 3_410_000],
      ],
      all,
      2 * DAY,
    ),
    image(['shop/api:1.18.0'], [...STACKS.node, ['COPY dist ./ # buildkit', 8_900_000]], [web1, web2], 5 * DAY),
    image(
      ['shop/worker:1.18.0'],
      [...STACKS.python, ['COPY worker /srv # buildkit', 5_100_000]],
      [web1, db1],
      5 * DAY,
      { entrypoint: undefined, cmd: ['python3', '-m', 'worker'] },
    ),
    image(
      ['postgres:15'],
      [...BASE, ['RUN /bin/sh -c apt-get install -y postgresql-15 # buildkit', 211_000_000]],
      [db1],
      20 * DAY,
      { stopSignal: 'SIGINT', volumes: ['/var/lib/postgresql/data'] },
    ),
    image(['redis:7'], [...BASE, ['RUN /bin/sh -c make install # buildkit', 38_400_000]], [db1, web1], 31 * DAY),
    image(
      ['registry.example.org:5000/ops/log-shipper:0.9'],
      [...STACKS.python, ['COPY ship.py / # buildkit', 14_000]],
      all,
      90 * DAY,
    ),
    image([], [...STACKS.node, ['COPY dist ./ # buildkit', 8_700_000]], [web2], 12 * DAY),
    image(['busybox:1.36'], [['ADD rootfs.tar / # buildkit', 4_260_000]], hosts, 200 * DAY, {
      entrypoint: undefined,
      cmd: ['sh'],
    }),
  ];
  const [web, api, worker, postgres, redis, shipper, , busybox] = images;
  const port = (containerPort, hostPort) => ({ containerPort, protocol: 'tcp', hostIp: '0.0.0.0', hostPort });
  const containers = [
    container(web1, 'shop-web-1', web, {
      ports: [port(8080, 80), { containerPort: 9229, protocol: 'tcp' }],
      health: 'healthy',
      labels: { 'com.docker.compose.project': 'shop', 'com.docker.compose.service': 'web' },
      mounts: [
        { type: 'volume', source: 'shop-uploads', destination: '/app/uploads', readOnly: false },
        { type: 'bind', source: '/etc/localtime', destination: '/etc/localtime', readOnly: true },
      ],
      networks: ['shop', 'bridge'],
    }),
    container(web2, 'shop-web-2', web, { ports: [port(8080, 80)], health: 'healthy' }),
    container(web1, 'shop-api-1', api, { ports: [port(3000, 3000)], health: 'healthy' }),
    container(web2, 'shop-api-2', api, {
      ports: [port(3000, 3000)],
      startedAt: ago(4 * HOUR),
      health: scene === 'trouble' ? 'unhealthy' : 'healthy',
    }),
    container(web1, 'worker-mail', worker, { command: 'python3 -m worker' }),
    container(
      db1,
      'worker-reports',
      worker,
      scene === 'trouble'
        ? {
            state: 'exited',
            exitCode: 137,
            outOfMemory: true,
            finishedAt: ago(3 * MINUTE),
            command: 'python3 -m worker --reports',
          }
        : { command: 'python3 -m worker --reports' },
    ),
    container(db1, 'postgres', postgres, {
      ports: [port(5432, 5432)],
      health: 'healthy',
      startedAt: ago(19 * DAY),
      command: 'docker-entrypoint.sh postgres',
    }),
    container(db1, 'redis', redis, { command: 'docker-entrypoint.sh redis-server' }),
    ...hosts.slice(0, 5).map((h) => container(h, 'log-shipper', shipper, { command: 'python3 /ship.py' })),
    container(web2, 'flood', busybox, { command: 'sh -c "while :; do echo …; done"' }),
    container(web2, 'migrate-2024', api, {
      state: 'exited',
      exitCode: 0,
      finishedAt: ago(5 * DAY),
      startedAt: ago(5 * DAY),
      restartPolicy: 'no',
    }),
    container(web1, 'terminal', busybox, { tty: true, command: 'sh' }),
  ];
  if (scene === 'trouble')
    containers.push(container(web1, 'cron', busybox, { state: 'restarting', restartCount: 41, exitCode: 1 }));
  if (scene === 'large') {
    for (let n = 0; n < 12_000; n += 1) {
      const h = hosts[n % hosts.length];
      containers.push(container(h, `job-${String(n).padStart(5, '0')}`, images[n % 3], { startedAt: ago(n) }));
    }
  }
  const fleet = { hosts, images, containers, registries: [registry()], jobs: makeJobs(hosts, scene) };
  countAll(fleet);
  return fleet;
}

/** Sets what is derived: counts of hosts and images, and how layers are shared. */
export function countAll({ hosts, images, containers, jobs }) {
  for (const h of hosts) {
    const own = containers.filter((c) => c.hostId === h.id);
    h.counts = {
      running: own.filter((c) => c.state === 'running').length,
      containers: own.length,
      unhealthy: own.filter((c) => c.health === 'unhealthy').length,
      images: images.filter((i) => i.hosts.some((x) => x.hostId === h.id)).length,
      activeJobs: jobs.filter((j) => j.hostId === h.id && j.endedAt === undefined).length,
    };
  }
  const uses = new Map();
  for (const layer of images.flatMap((i) => i.layers)) uses.set(layer.chainId, (uses.get(layer.chainId) ?? 0) + 1);
  for (const i of images) {
    const made = containers.filter((c) => c.imageId === i.id);
    i.containers = made
      .slice(0, 50)
      .map((c) => ({ hostId: c.hostId, hostName: c.hostName, id: c.id, name: c.name, state: c.state }));
    i.containerCount = made.length;
    i.runningCount = made.filter((c) => c.state === 'running').length;
    for (const layer of i.layers) layer.sharedByImages = uses.get(layer.chainId);
  }
}

export function makeJob(h, batchId, reference, overrides = {}) {
  return {
    id: randomUUID(),
    batchId,
    kind: 'image.pull',
    hostId: h.id,
    hostName: h.name,
    params: { reference },
    state: 'queued',
    attempt: 0,
    progressSequence: 0,
    cancelRequested: false,
    createdBy: 'admin',
    createdAt: new Date().toISOString(),
    revision: nextRevision(),
    ...overrides,
  };
}

/** Layers of a pull as it begins: two are on the host already. */
export function pullLayers(reference) {
  const sizes = [29_100_000, 4_200_000, 61_400_000, 812_000, 118_300_000, 17_600_000];
  return sizes.map((size, n) => ({
    layer: hex(`${reference}${n}`).slice(0, 12),
    phase: n < 2 ? 'already-exists' : 'waiting',
    ...(n < 2 ? {} : { size }),
  }));
}

function makeJobs(all, scene) {
  const hosts = all.slice(0, 3);
  const done = (h, reference, seconds, overrides) =>
    makeJob(h, uuidOf(reference), reference, {
      state: 'succeeded',
      attempt: 1,
      createdAt: ago(seconds + 20),
      startedAt: ago(seconds + 19),
      endedAt: ago(seconds),
      progress: {
        layers: pullLayers(reference).map((l) => (l.phase === 'waiting' ? { ...l, phase: 'complete' } : l)),
        bytesDone: 198_112_000,
        bytesTotal: 198_112_000,
        bytesPerSecond: 0,
      },
      result: { imageId: digest('shop/web:2.4.1'), digest: digest(reference), changed: true },
      ...overrides,
    });
  const jobs = [];
  const moving = randomUUID();
  for (const h of hosts.slice(0, 2)) {
    jobs.push(
      makeJob(h, moving, 'shop/web:2.5.0', {
        state: 'running',
        attempt: 1,
        startedAt: ago(4),
        progress: {
          layers: pullLayers('shop/web:2.5.0'),
          bytesDone: 0,
          bytesTotal: 198_112_000,
          bytesPerSecond: 0,
          status: 'Pulling from shop/web',
        },
      }),
    );
  }
  if (scene === 'trouble') {
    jobs.push(makeJob(all.at(-1), moving, 'shop/web:2.5.0', { state: 'waiting-for-host', waitingFor: 'host' }));
    jobs.push(
      done(hosts[1], 'shop/secret:1', 11 * MINUTE, {
        state: 'failed',
        progress: undefined,
        result: undefined,
        error: {
          code: 'registry.denied',
          message:
            'Denied: shop/secret:1 does not exist, or this host is not signed in to docker.io, or has no right to that repository.',
          detail: { reference: 'shop/secret:1', registry: 'docker.io', host: hosts[1].name },
        },
      }),
    );
  }
  for (let n = 0; n < 24; n += 1)
    jobs.push(
      done(
        hosts[n % 3],
        `shop/web:2.${4 - (n % 4)}.${n}`,
        (n + 1) * 3 * HOUR,
        n % 5 === 3
          ? { state: 'canceled', result: undefined }
          : n % 4 === 1
            ? { result: { imageId: digest('shop/web:2.4.1'), digest: digest('x'), changed: false } }
            : {},
      ),
    );
  return jobs;
}

export function overviewOf({ hosts, images, containers, jobs }) {
  const count = (state) => containers.filter((c) => c.state === state).length;
  const concerns = [];
  for (const h of hosts)
    if (h.status === 'unknown' || h.status === 'offline')
      concerns.push({ type: 'host.silent', hostId: h.id, hostName: h.name, status: h.status, since: h.lastHeardAt });
  for (const c of containers) {
    const where = { hostId: c.hostId, hostName: c.hostName, containerId: c.id, containerName: c.name };
    if (c.health === 'unhealthy') concerns.push({ type: 'container.unhealthy', ...where });
    if (c.state === 'restarting')
      concerns.push({ type: 'container.restarting', ...where, restartCount: c.restartCount });
    if (c.state === 'exited' && c.exitCode !== 0)
      concerns.push({
        type: 'container.failed',
        ...where,
        exitCode: c.exitCode,
        outOfMemory: c.outOfMemory,
        at: c.finishedAt,
      });
  }
  for (const j of jobs)
    if (j.state === 'failed')
      concerns.push({
        type: 'job.failed',
        jobId: j.id,
        hostId: j.hostId,
        hostName: j.hostName,
        kind: j.kind,
        subject: j.params.reference ?? j.params.tags?.[0] ?? j.kind,
        error: j.error,
        at: j.endedAt,
      });
  const status = (s) => hosts.filter((h) => h.status === s).length;
  return {
    hosts: {
      total: hosts.length,
      online: status('online'),
      unknown: status('unknown'),
      offline: status('offline'),
      engineDown: 0,
    },
    containers: {
      total: containers.length,
      running: count('running'),
      paused: count('paused'),
      restarting: count('restarting'),
      exited: count('exited'),
      created: count('created'),
      dead: count('dead'),
      unhealthy: containers.filter((c) => c.health === 'unhealthy').length,
    },
    images: {
      total: images.length,
      untagged: images.filter((i) => i.references.length === 0).length,
      bytes: images.reduce((sum, i) => sum + i.size, 0),
    },
    jobs: {
      running: jobs.filter((j) => j.state === 'running').length,
      waiting: jobs.filter((j) => j.state === 'waiting-for-host' || j.state === 'queued').length,
      failedLastDay: jobs.filter((j) => j.state === 'failed').length,
      succeededLastDay: 7,
    },
    concerns,
    concernCount: concerns.length,
    asOf: new Date().toISOString(),
  };
}

export { host as makeHost };
