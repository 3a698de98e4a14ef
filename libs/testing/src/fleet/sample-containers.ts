import type { Engine } from './engine.js';
import type { Registry } from './registry.js';

interface SampleContainer {
  name: string;
  image: string;
  command?: string[];
  /** @default 'running' */
  state?: 'running' | 'paused' | 'exited';
  /** `host:container`; left out where the engine has no network. */
  publish?: string;
}

/** What runs on the hosts of a fleet, in turn; shop/web differs in version between the two, as happens in real fleets. */
const PLACEMENTS: SampleContainer[][] = [
  [
    { name: 'shop-web-1', image: 'shop/web:1.1', publish: '8080:80' },
    { name: 'shop-web-2', image: 'shop/web:1.1' },
    { name: 'shop-api-1', image: 'shop/api:2.0' },
    { name: 'shop-migrate', image: 'shop/api:2.0', command: ['shop-migrate'], state: 'exited' },
    { name: 'ops-proxy', image: 'ops/proxy:1.5' },
  ],
  [
    { name: 'shop-web-1', image: 'shop/web:1.0', publish: '8080:80' },
    { name: 'shop-worker-1', image: 'shop/worker:2.0' },
    { name: 'shop-worker-2', image: 'shop/worker:2.0', state: 'paused' },
    { name: 'ops-metrics', image: 'ops/metrics:0.9' },
    { name: 'data-store', image: 'data/store:5.0' },
  ],
];

/** Names of the images that host number `host` (from 0) of a fleet runs. */
export function sampleImagesOfHost(host: number): string[] {
  return [...new Set(placementOf(host).map(({ image }) => image))];
}

/**
 * Brings the sample containers of host number `host` (from 0) to their states: most running and logging, one ended
 * with code 3, one paused, one unhealthy. Pulls what is missing. Running it again mends what differs.
 */
export async function startSampleContainers(
  engine: Pick<Engine, 'docker' | 'address'>,
  registry: Registry,
  host = 0,
): Promise<void> {
  const states = await containerStates(engine);
  for (const container of placementOf(host)) {
    const state = states.get(container.name);
    if (state === undefined) await engine.docker(...runArguments(container, registry, engine.address !== undefined));
    else await mend(engine, container, state);
    if (container.state === 'paused' && state !== 'paused') await engine.docker('pause', container.name);
  }
}

function placementOf(host: number): SampleContainer[] {
  return PLACEMENTS[host % PLACEMENTS.length] ?? [];
}

async function mend(engine: Pick<Engine, 'docker'>, container: SampleContainer, state: string): Promise<void> {
  const shouldRun = container.state !== 'exited';
  const runs = state === 'running' || state === 'paused';
  if (shouldRun && !runs) await engine.docker('start', container.name);
  if (container.state !== 'paused' && state === 'paused') await engine.docker('unpause', container.name);
}

async function containerStates(engine: Pick<Engine, 'docker'>): Promise<Map<string, string>> {
  const lines = await engine.docker('ps', '--all', '--no-trunc', '--format', '{{.Names}}\t{{.State}}');
  return new Map(
    lines
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t') as [string, string]),
  );
}

function runArguments(container: SampleContainer, registry: Registry, hasNetwork: boolean): string[] {
  const restart = container.state === 'exited' ? 'no' : 'always';
  const network = hasNetwork ? [] : ['--network', 'none'];
  const publish = hasNetwork && container.publish ? ['--publish', container.publish] : [];
  const options = ['--detach', '--name', container.name, '--restart', restart, ...network, ...publish];
  return ['run', ...options, '--label', 'app=shop', registry.reference(container.image), ...(container.command ?? [])];
}
