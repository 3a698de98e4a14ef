import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allPages, type Stack, type StackHost, startStack, untilInventoryIsTrue } from '@roadstead/testing';

const START_MS = 120_000;
const CONTAINERS = 60;
const RENAMES = 5;

describe('the inventory equals docker ps and docker images of the engine', () => {
  let stack: Stack;
  let host: StackHost;

  beforeAll(async () => {
    stack = await startStack({ hosts: 1, samples: { scale: 0.02 } });
    host = stack.host(0);
  }, START_MS);

  afterAll(() => stack?.stop(), START_MS);

  const docker = (...args: string[]) => host.engine.docker(...args);
  const image = (name: string) => stack.registry.reference(name);

  it('of a host with running, failed and unhealthy containers, of which it says how old the data is', async () => {
    await untilInventoryIsTrue(stack, host);
    const { dataAsOf, counts } = await stack.call('getHost', { params: { hostId: host.id } });
    expect(Date.now() - Date.parse(dataAsOf ?? '')).toBeLessThan(30_000);
    const containers = await allPages((cursor) => stack.call('listContainers', { query: { host: host.id, cursor } }));
    expect(counts.containers).toBe(containers.length);
    expect(containers.find(({ name }) => name === 'shop-migrate')).toMatchObject({ state: 'exited', exitCode: 3 });
  });

  it(
    'after 300 container events in one burst, more than the ring of the engine holds',
    async () => {
      const names = Array.from({ length: CONTAINERS }, (_, index) => `burst-${index}`);
      await inGroups(names, 6, (name) => create(name));
      const startedAt = Date.now();
      // Within a second, where the machine has nothing else to do.
      await Promise.all(names.map((name) => renameOften(name)));
      const until = String(Date.now() / 1000);
      const filters = ['--filter', 'type=container', '--filter', 'event=rename', '--format', '{{.Action}}'];
      const events = await docker('events', '--since', String(startedAt / 1000 - 1), '--until', until, ...filters);
      expect(events.trim().split('\n').length).toBeGreaterThan(200); // What its ring still holds.
      await untilInventoryIsTrue(stack, host);
      await docker('rm', ...names.slice(0, CONTAINERS / 2).map((name) => `${name}-${RENAMES}`));
      await untilInventoryIsTrue(stack, host);
    },
    START_MS,
  );

  it('after containers start, pause, are killed, renamed and removed', async () => {
    const name = await runForHistory();
    await docker('pause', 'shop-web-2');
    await docker('rename', 'shop-web-1', 'shop-web-one');
    await docker('kill', name);
    await untilInventoryIsTrue(stack, host);
    await docker('unpause', 'shop-web-2');
    await docker('restart', '--time', '1', 'shop-web-2');
    await docker('rm', name);
    await untilInventoryIsTrue(stack, host);
  });

  it('after images are tagged, untagged, moved, committed and removed', async () => {
    await docker('tag', image('shop/web:1.1'), 'local/web:one');
    await docker('tag', image('shop/api:2.0'), 'local/web:two');
    await docker('commit', 'ops-proxy', 'local/proxy:changed');
    await docker('commit', 'shop-migrate');
    await untilInventoryIsTrue(stack, host);
    await docker('tag', image('shop/api:2.0'), 'local/web:one');
    await docker('image', 'rm', 'local/web:two', 'local/proxy:changed');
    await docker('image', 'prune', '--force');
    await untilInventoryIsTrue(stack, host);
  });

  it(
    'after the engine restarts, and after it is killed and things change while nobody watches',
    async () => {
      await host.engine.restart();
      await untilInventoryIsTrue(stack, host);
      await host.engine.kill9();
      await host.engine.restart();
      await untilInventoryIsTrue(stack, host);
      await host.agent.stop();
      await docker('rm', '--force', 'shop-web-2');
      await docker('tag', image('shop/web:1.1'), 'local/while:away');
      await host.agent.start();
      await untilInventoryIsTrue(stack, host);
      const { engineState } = await stack.call('getHost', { params: { hostId: host.id } });
      expect(engineState).toBe('up');
    },
    START_MS,
  );

  it('and says that an engine is down, in words, when it is', async () => {
    await host.engine.kill9();
    const deadline = Date.now() + 20_000;
    let seen = await stack.call('getHost', { params: { hostId: host.id } });
    while (seen.engineState !== 'down' && Date.now() < deadline) {
      await sleep(250);
      seen = await stack.call('getHost', { params: { hostId: host.id } });
    }
    expect(seen).toMatchObject({ status: 'online', engineState: 'down', engineError: expect.stringMatching(/\w+/) });
    await host.engine.restart();
    await untilInventoryIsTrue(stack, host);
  });

  describe('and the history', () => {
    it('has a row for what ran, with its start, its end and how it ended', async () => {
      const placements = await stack.rows<{ container_name: string; ended: boolean; exit_code: number | null }>(
        'SELECT container_name, ended_at IS NOT NULL AS ended, exit_code FROM placements ORDER BY started_at',
      );
      const of = (name: string) => placements.filter((row) => row.container_name === name);
      expect(of('for-history')).toEqual([{ container_name: 'for-history', ended: true, exit_code: 137 }]);
      expect(of('shop-migrate').length).toBeGreaterThan(0);
      expect(of('shop-api-1').at(-1)).toMatchObject({ ended: false });
      expect(of('shop-web-2').every(({ ended }) => ended)).toBe(true);
      expect(of('shop-web-2').length).toBeGreaterThan(1);
    });

    it('tells which image a tag meant, and until when', async () => {
      const of = (reference: string) =>
        stack.rows<{ image_id: string; current: boolean }>(
          'SELECT image_id, valid_to IS NULL AS current FROM tag_history WHERE reference = $1 ORDER BY valid_from',
          [reference],
        );
      const moved = await of('local/web:one');
      expect(moved.map(({ current }) => current)).toEqual([false, true]);
      expect(moved[0]?.image_id).not.toBe(moved[1]?.image_id);
      expect((await of('local/web:two')).map(({ current }) => current)).toEqual([false]);
      expect((await of('local/while:away')).map(({ current }) => current)).toEqual([true]);
    });
  });

  const create = (name: string) => {
    const body = { json: { Image: image('shop/api:2.0'), Cmd: ['true'] } };
    return host.engine.request('POST', `/containers/create?name=${name}`, body);
  };

  const renameOften = async (name: string) => {
    let current = name;
    for (let turn = 1; turn <= RENAMES; turn++) {
      const next = `${name}-${turn}`;
      await host.engine.request('POST', `/containers/${current}/rename?name=${next}`);
      current = next;
    }
  };

  const runForHistory = async () => {
    await docker('run', '--detach', '--name', 'for-history', image('shop/api:2.0'));
    return 'for-history';
  };
});

async function inGroups<T>(all: T[], size: number, work: (each: T) => Promise<unknown>): Promise<void> {
  for (let index = 0; index < all.length; index += size) await Promise.all(all.slice(index, index + size).map(work));
}
