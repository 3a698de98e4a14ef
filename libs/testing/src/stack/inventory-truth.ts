import type { Engine } from '../fleet/index.js';
import type { RestClient } from './rest-client.js';
import type { StackHost } from './stack.js';
import { waitFor } from './wait-for.js';

/** How long after the last change the inventory may lag. */
const QUIET_MS = 10_000;
const PAGE = 500;

/**
 * Waits, for at most the ten seconds that the inventory may lag, until what REST says of the host's containers and
 * images equals `docker ps --all` and `docker images` of its engine: ids, names, states, tags.
 *
 * @throws Error with the lines that one side has and the other lacks
 */
export async function untilInventoryIsTrue(
  client: RestClient,
  host: Pick<StackHost, 'id' | 'name' | 'engine'>,
): Promise<void> {
  let differences: string[] = [];
  await waitFor(
    async () => {
      differences = await inventoryDifferences(client, host);
      return differences.length === 0;
    },
    `the inventory of ${host.name}`,
    { timeoutMs: QUIET_MS, pollMs: 500 },
  ).catch((error: Error) => {
    throw new Error(`${error.message}\n${differences.slice(0, 20).join('\n')}`, { cause: error });
  });
}

/** Lines with `-` are the engine's alone, lines with `+` the inventory's. */
async function inventoryDifferences(
  client: RestClient,
  { id, engine }: Pick<StackHost, 'id' | 'engine'>,
): Promise<string[]> {
  const sides = await Promise.all([engineLines(engine), inventoryLines(client, id)]);
  const [truth, told] = sides.map((lines) => new Set(lines)) as [Set<string>, Set<string>];
  return [
    ...[...truth].filter((line) => !told.has(line)).map((line) => `- ${line}`),
    ...[...told].filter((line) => !truth.has(line)).map((line) => `+ ${line}`),
  ];
}

/** `container ID NAME STATE` and `image ID REFERENCE`, one for each line of `docker ps --all` and `docker images`. */
export async function engineLines(engine: Engine): Promise<string[]> {
  const [containers, images] = await Promise.all([
    engine.docker('ps', '--all', '--no-trunc', '--format', 'container {{.ID}} {{.Names}} {{.State}}'),
    engine.docker('images', '--no-trunc', '--format', 'image {{.ID}} {{.Repository}}:{{.Tag}}'),
  ]);
  return [
    ...containers.split('\n'),
    ...images.split('\n').map((line) => line.replace(/ [^ ]*:<none>$/, ' <none>')),
  ].filter(Boolean);
}

async function inventoryLines(client: RestClient, hostId: StackHost['id']): Promise<string[]> {
  const [containers, images] = await Promise.all([
    allPages((cursor) => client.call('listContainers', { query: { host: hostId, limit: PAGE, cursor } })),
    allPages((cursor) => client.call('listImages', { query: { host: hostId, limit: PAGE, cursor } })),
  ]);
  return [
    ...containers.map(({ id, name, state }) => `container ${id} ${name} ${state}`),
    ...images.flatMap(({ id, hosts }) => {
      const references = hosts.find((host) => host.hostId === hostId)?.references ?? [];
      return (references.length > 0 ? references : ['<none>']).map((reference) => `image ${id} ${reference}`);
    }),
  ];
}

/** All rows of a list of which REST gives page after page. */
export async function allPages<T>(
  fetchPage: (cursor?: string) => Promise<{ items: T[]; nextCursor?: string }>,
): Promise<T[]> {
  const rows: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await fetchPage(cursor);
    rows.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return rows;
}
