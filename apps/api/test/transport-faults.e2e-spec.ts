import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  openSlowLink,
  pull,
  type SlowLink,
  type Stack,
  type StackHost,
  startStack,
  untilInventoryIsTrue,
  untilJobIs,
  untilMidPull,
  waitFor,
} from '@roadstead/testing';

const START_MS = 120_000;
const RATE = 1024 * 1024;
/** One runs, the others wait for its slot. */
const IMAGES = ['data/store:5.0', 'shop/web:1.2', 'shop/api:2.1', 'ops/proxy:1.4'];

/** Two API processes: the hosts' agents are on one, the client and half of the queue's workers on the other. */
describe('jobs that run and queue while what carries them fails', () => {
  let stack: Stack;
  let slow: SlowLink;
  let host: StackHost;

  beforeAll(async () => {
    stack = await startStack({
      hosts: 1,
      apis: 2,
      samples: { scale: 0.05 },
      apiEnv: { ROADSTEAD_TRANSFERS_PER_HOST: '1' },
    });
    slow = await openSlowLink(stack.registry.address, stack.fleet.gatewayAddress, RATE);
    host = stack.host(0);
  }, START_MS);

  afterAll(async () => {
    await slow?.[Symbol.asyncDispose]();
    await stack?.stop();
  }, START_MS);

  const pullOne = async (reference: string): Promise<string> => {
    const [job] = await pull(stack, reference, [host]);
    return job?.id ?? '';
  };

  /** Pulls all images, the others asked for in the middle of the first; `fault` happens then. Sees how each ended. */
  const pullAllThrough = async (fault: () => Promise<void>) => {
    const [first = '', ...others] = IMAGES.map((name) => `${slow.address}/${name}`);
    const references = [first, ...others];
    const jobIds = [await pullOne(first)];
    await untilMidPull(stack, jobIds[0] ?? '');
    for (const reference of others) jobIds.push(await pullOne(reference));
    const last = { params: { jobId: jobIds.at(-1) ?? '' } };
    await waitFor(async () => (await stack.call('getJob', last)).waitingFor === 'slot', 'the last to wait for a slot');
    await fault();
    for (const jobId of jobIds) {
      const { attempts } = await untilJobIs(stack, jobId, 'succeeded');
      expect(attempts.map(({ outcome }) => outcome)).toEqual(['succeeded']);
    }
    await host.engine.docker('image', 'rm', ...references);
    await untilInventoryIsTrue(stack, host);
  };

  it('converge when Redis is flushed', () => pullAllThrough(() => stack.flushRedis()), START_MS);

  it(
    'converge when Redis is killed and started again',
    () =>
      pullAllThrough(async () => {
        await stack.redis.kill9();
        await stack.redis.restart();
      }),
    START_MS,
  );

  it(
    'converge when Postgres is killed and started again',
    () =>
      pullAllThrough(async () => {
        await stack.postgres.kill9();
        await stack.postgres.restart();
      }),
    START_MS,
  );

  it(
    'converge when the API process without the agents is killed and started again',
    () =>
      pullAllThrough(async () => {
        await stack.killApi9(0);
        await stack.restartApi(0);
      }),
    START_MS,
  );

  it('a log asked of one process comes through it from an agent on the other', async () => {
    const { items } = await stack.call('listContainers', { query: { host: host.id, q: 'shop-migrate' } });
    const [container] = items;
    const params = { hostId: host.id, containerId: container?.id ?? '' };
    const text = await stack.call('containerLogs', { params });
    expect(text).toContain('applying 0042_orders_by_region');
    expect(text).toContain('column "region" of relation "orders" already exists');
    await expect(
      stack.call('containerLogs', { params: { ...params, containerId: 'f'.repeat(64) } }),
    ).rejects.toMatchObject({ status: 404, body: { code: 'container.unknown' } });
  });

  it('no secret stands in any log of API or agents', async () => {
    const logs = await stack.logs();
    const secrets = await stack.secrets();
    expect(logs.size).toBe(3);
    const found = [...logs].flatMap(([file, text]) =>
      [...secrets].filter(([, secret]) => text.includes(secret)).map(([name]) => `${name} in ${file}`),
    );
    expect(found).toEqual([]);
  });
});
