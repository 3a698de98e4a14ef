import { deriveImage, type SampleFile, type SampleImage, type SampleStep } from './sample-image.js';
import {
  API_PROGRAM,
  METRICS_PROGRAM,
  MIGRATE_PROGRAM,
  PROXY_PROGRAM,
  STORE_PROGRAM,
  WEB_PROGRAM,
  WORKER_PROGRAM,
} from './sample-programs.js';

const KIB = 1024;
const MIB = 1024 * KIB;
const SECOND_NS = 1e9;

const BUSYBOX_LINKS = (
  'sh ls cat echo sleep date ps grep sed awk find head tail wc sort cut tr mkdir rm cp mv ln chmod touch df du free ' +
  'top kill env id hostname uname tar gzip vi wget httpd nc ping ip netstat stat dd sha256sum true false'
).split(' ');

const PASSWD = 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n';

/** base ─┬─ shop/runtime ─┬─ shop/web ×3, shop/api ×2, shop/worker ×2
 *         └─ ops/runtime ──┴─ ops/metrics, ops/proxy ×2, data/store */
export function sampleCatalog(): SampleImage[] {
  const base = baseImage();
  const shop = deriveImage(base, {
    name: 'shop/runtime:3',
    created: '2026-02-11T08:14:09Z',
    steps: [
      blob('RUN install-runtime', 'usr/lib/runtime/libruntime.so', 8 * MIB),
      blob('RUN install-libraries', 'usr/lib/runtime/libssl.so', 4 * MIB),
      blob('COPY locales /usr/share/locale', 'usr/share/locale/all.mo', MIB),
      { instruction: 'ENV NODE_ENV=production' },
      { instruction: 'WORKDIR /app', files: [{ path: 'app/.keep', text: '' }] },
    ],
    config: { Env: ['NODE_ENV=production'], WorkingDir: '/app' },
  });
  const ops = deriveImage(base, {
    name: 'ops/runtime:2',
    created: '2026-01-20T16:40:51Z',
    steps: [
      blob('RUN install-ops-tools', 'usr/lib/ops/tools.bin', 2 * MIB),
      { instruction: 'COPY profile /etc/profile', files: [{ path: 'etc/profile', text: 'export PS1="ops# "\n' }] },
    ],
  });
  return [
    base,
    shop,
    ops,
    ...['1.0', '1.1', '1.2'].map((tag) => webImage(shop, tag)),
    ...['2.0', '2.1'].map((tag) => apiImage(shop, tag)),
    ...['2.0', '2.1'].map((tag) => workerImage(shop, tag)),
    metricsImage(ops),
    ...['1.4', '1.5'].map((tag) => proxyImage(ops, tag)),
    storeImage(ops),
  ];
}

function baseImage(): SampleImage {
  const links = BUSYBOX_LINKS.map((name): SampleFile => ({ path: `bin/${name}`, link: 'busybox' }));
  return {
    name: 'roadstead/base:1',
    created: '2025-12-01T09:00:00Z',
    steps: [
      { instruction: 'ADD busybox.tar /', files: [{ path: 'bin/busybox', busybox: true }, ...links] },
      {
        instruction: 'COPY etc /etc',
        files: [
          { path: 'etc/passwd', text: PASSWD },
          { path: 'etc/group', text: 'root:x:0:\nnogroup:x:65534:\n' },
        ],
      },
      blob('RUN install-time-zones', 'usr/share/zoneinfo/all.tzif', 380 * KIB),
      { instruction: 'CMD ["sh"]' },
    ],
    config: { Cmd: ['sh'], Env: ['PATH=/usr/local/bin:/bin'], StopSignal: 'SIGTERM' },
  };
}

function webImage(from: SampleImage, tag: string): SampleImage {
  return deriveImage(from, {
    name: `shop/web:${tag}`,
    created: `2026-09-1${tag.at(-1)}T10:22:31Z`,
    steps: [
      blob('COPY package-lock.json node_modules /app/', 'app/node_modules.bin', 6 * MIB),
      blob('COPY public /srv/www/img', 'srv/www/img/sprites.webp', 3 * MIB),
      blob('RUN install-fonts', 'srv/www/fonts/all.woff2', 700 * KIB),
      blob(`RUN build-assets --release ${tag}`, `srv/www/assets/app-${tag}.js`, 1.5 * MIB),
      { instruction: 'COPY index.html /srv/www/', files: [{ path: 'srv/www/index.html', text: webPage(tag) }] },
      program('shop-web', WEB_PROGRAM),
      { instruction: 'EXPOSE 80' },
      { instruction: 'CMD ["shop-web"]' },
    ],
    config: { Cmd: ['shop-web'], ExposedPorts: { '80/tcp': {} }, Labels: { 'org.opencontainers.image.version': tag } },
  });
}

function apiImage(from: SampleImage, tag: string): SampleImage {
  return deriveImage(from, {
    name: `shop/api:${tag}`,
    created: `2026-09-2${tag.at(-1)}T07:05:12Z`,
    steps: [
      blob('COPY node_modules /app/node_modules', 'app/node_modules/all.bin', 12 * MIB),
      blob('COPY migrations /app/migrations', 'app/migrations/all.sql', 60 * KIB),
      blob(`COPY dist /app/dist # ${tag}`, `app/dist/api-${tag}.js`, 300 * KIB),
      program('shop-migrate', MIGRATE_PROGRAM),
      program('shop-api', API_PROGRAM),
      { instruction: 'CMD ["shop-api"]' },
    ],
    config: {
      Cmd: ['shop-api'],
      ExposedPorts: { '3000/tcp': {} },
      Labels: { 'org.opencontainers.image.version': tag },
    },
  });
}

function workerImage(from: SampleImage, tag: string): SampleImage {
  return deriveImage(from, {
    name: `shop/worker:${tag}`,
    created: `2026-09-2${tag.at(-1)}T07:11:40Z`,
    steps: [
      blob('RUN install-image-codecs', 'usr/lib/codecs/all.so', 5 * MIB),
      blob(`COPY dist /app/dist # ${tag}`, `app/dist/worker-${tag}.js`, 120 * KIB),
      program('shop-worker', WORKER_PROGRAM),
      { instruction: 'CMD ["shop-worker"]' },
    ],
    config: { Cmd: ['shop-worker'], Env: ['CONCURRENCY=4'] },
  });
}

/** Kilobytes over its base. Its health check asks a port where nothing listens, so the container is unhealthy. */
function metricsImage(from: SampleImage): SampleImage {
  return deriveImage(from, {
    name: 'ops/metrics:0.9',
    created: '2026-05-04T13:30:00Z',
    steps: [
      program('ops-metrics', METRICS_PROGRAM),
      { instruction: 'HEALTHCHECK CMD wget -q -O - http://127.0.0.1:9100/ready' },
      { instruction: 'CMD ["ops-metrics"]' },
    ],
    config: {
      Cmd: ['ops-metrics'],
      Healthcheck: healthcheck(['wget', '-q', '-O', '-', 'http://127.0.0.1:9100/ready']),
    },
  });
}

function proxyImage(from: SampleImage, tag: string): SampleImage {
  return deriveImage(from, {
    name: `ops/proxy:${tag}`,
    created: `2026-07-1${tag.at(-1)}T18:02:44Z`,
    steps: [
      blob(`RUN install-proxy ${tag}`, 'usr/lib/proxy/proxy.bin', 3 * MIB),
      program('ops-proxy', PROXY_PROGRAM),
      { instruction: 'HEALTHCHECK CMD wget -q -O - http://127.0.0.1:8080/healthz' },
      { instruction: 'ENTRYPOINT ["ops-proxy"]' },
    ],
    config: {
      Cmd: [],
      Entrypoint: ['ops-proxy'],
      Healthcheck: healthcheck(['wget', '-q', '-O', '-', 'http://127.0.0.1:8080/healthz']),
    },
  });
}

/** The big one: about 95 MB in 15 layers. */
function storeImage(from: SampleImage): SampleImage {
  const mebibytes = [24, 18, 14, 10, 8, 6, 4, 3, 1];
  return deriveImage(from, {
    name: 'data/store:5.0',
    created: '2026-06-30T21:15:00Z',
    steps: [
      ...mebibytes.map((size, part) =>
        blob(`RUN install-store-part ${part + 1}`, `usr/lib/store/${part + 1}.bin`, size * MIB),
      ),
      program('store', STORE_PROGRAM),
      { instruction: 'VOLUME /var/lib/store' },
      { instruction: 'CMD ["store"]' },
    ],
    config: { Cmd: ['store'], Volumes: { '/var/lib/store': {} }, ExposedPorts: { '5432/tcp': {} } },
  });
}

function blob(instruction: string, path: string, randomBytes: number): SampleStep {
  return { instruction, files: [{ path, randomBytes }] };
}

function program(name: string, text: string): SampleStep {
  return { instruction: `COPY ${name} /usr/local/bin/`, files: [{ path: `usr/local/bin/${name}`, text, mode: 0o755 }] };
}

function healthcheck(command: string[]) {
  return { Test: ['CMD', ...command], Interval: 10 * SECOND_NS, Timeout: 3 * SECOND_NS, Retries: 2 };
}

function webPage(tag: string): string {
  return `<!doctype html><title>shop ${tag}</title><h1>shop ${tag}</h1>\n`;
}
