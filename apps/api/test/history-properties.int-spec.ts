import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChangesPage, PlacementActivity, PlacementPage } from '@roadstead/contract';
import type { ContainerRecord, Digest } from '@roadstead/domain';
import { aContainer, hexOf } from '@roadstead/testing';
import fc from 'fast-check';
import { ApiHarness } from './api-harness.js';
import { HistoryModel } from './history-model.js';
import type { ScriptedAgent } from './scripted-agent.js';

/** Minutes are counted from five hours ago, so that all of them are over. */
const BEGIN = Date.now() - 5 * 3_600_000;
const timeOf = (minute: number) => new Date(BEGIN + minute * 60_000).toISOString();
const minuteOf = (time: string) => (Date.parse(time) - BEGIN) / 60_000;
const CONTAINERS = 3;
const TIME_LIMIT_MS = 12_000;

type Step =
  | { readonly type: 'start' | 'stop' | 'remove'; readonly container: number; readonly minutes: number }
  | { readonly type: 'agent-dies' | 'agent-lists'; readonly minutes: number }
  | { readonly type: 'engine-restarts'; readonly starts: boolean; readonly minutes: number };

const minutes = fc.integer({ min: 1, max: 4 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constantFrom('start' as const, 'stop' as const, 'remove' as const, 'start' as const),
      container: fc.nat(CONTAINERS - 1),
      minutes,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constantFrom('agent-dies' as const, 'agent-lists' as const), minutes }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('engine-restarts' as const), starts: fc.boolean(), minutes }) },
);

/** An engine, what truly ran on it, and an agent that tells of it while it lives. */
class Scene {
  now = 0;
  readonly model = new HistoryModel(minuteOf);
  /** Every run, whether anybody saw it or not. */
  readonly truth: { id: string; from: number; to?: number }[] = [];
  readonly #containers = new Map<number, ContainerRecord>();
  #made = 0;
  #watching = false;

  constructor(private readonly agent: ScriptedAgent) {
    agent.clock = () => timeOf(this.now);
  }

  async take(each: Step): Promise<void> {
    this.now += each.minutes;
    switch (each.type) {
      case 'start':
        return this.#start(each.container);
      case 'stop':
        return this.#stop(each.container);
      case 'remove':
        return this.#remove(each.container);
      case 'agent-dies':
        this.#watching = false;
        return;
      case 'agent-lists':
        return this.#list();
      case 'engine-restarts': {
        const told = this.#watching;
        this.#watching = false;
        const running = [...this.#containers].filter(([, { state }]) => state === 'running');
        for (const [container] of running) await this.#stop(container);
        this.now += 1;
        if (each.starts) for (const [container] of running) await this.#start(container);
        if (told) await this.#list();
      }
    }
  }

  async #start(container: number): Promise<void> {
    const before = this.#containers.get(container);
    if (before?.state === 'running') return;
    const made =
      before ??
      aContainer(`c${container}`, {
        id: hexOf(`${this.agent.hostId} ${this.#made++}`),
        imageId: `sha256:${hexOf(`image ${this.#made % 2}`)}` as Digest,
      });
    this.truth.push({ id: made.id, from: this.now });
    await this.#store(container, { ...made, state: 'running', startedAt: timeOf(this.now) });
  }

  async #stop(container: number): Promise<void> {
    const before = this.#containers.get(container);
    if (before?.state !== 'running') return;
    this.#end(before.id);
    await this.#store(container, { ...before, state: 'exited', finishedAt: timeOf(this.now), exitCode: 0 });
  }

  async #remove(container: number): Promise<void> {
    const before = this.#containers.get(container);
    if (before === undefined) return;
    this.#end(before.id);
    this.#containers.delete(container);
    if (!this.#watching) return;
    this.model.removed(before.id, this.now);
    await this.agent.change({ type: 'container.removed', at: timeOf(this.now), containerId: before.id });
  }

  async #store(container: number, record: ContainerRecord): Promise<void> {
    this.#containers.set(container, record);
    if (!this.#watching) return;
    this.model.stored(record, this.now);
    await this.agent.change({ type: 'container.stored', at: timeOf(this.now), container: record });
  }

  async #list(): Promise<void> {
    this.#watching = true;
    this.model.list([...this.#containers.values()], this.now);
    await this.agent.list([...this.#containers.values()]);
  }

  #end(id: string): void {
    const run = this.truth.find((each) => each.id === id && each.to === undefined);
    if (run !== undefined) run.to = this.now;
  }
}

describe('history', () => {
  let api: ApiHarness;
  let token: string;

  beforeAll(async () => {
    api = await ApiHarness.start();
    ({ token } = await api.addUser('viewer'));
  });
  /** A case that is interrupted goes on: whoever comes next must not find it at work. */
  let going: Promise<unknown> = Promise.resolve();
  const waitedFor =
    <Args extends unknown[]>(run: (...args: Args) => Promise<void>) =>
    (...args: Args): Promise<void> => {
      const work = run(...args);
      going = work.catch(() => undefined);
      return work;
    };
  afterEach(() => going);
  afterAll(() => api?.stop());

  it('says of every moment what was known of it, and never what was not so', async () => {
    const moments = fc.uniqueArray(fc.integer({ min: 0, max: 80 }), { minLength: 8, maxLength: 8 });
    const property = fc.asyncProperty(
      fc.array(step, { minLength: 4, maxLength: 24 }),
      moments,
      waitedFor(async (steps: Step[], at: number[]) => {
        const agent = await api.connectedHost();
        const scene = new Scene(agent);
        await scene.take({ type: 'agent-lists', minutes: 1 });
        for (const each of steps) await scene.take(each);
        // Between the minutes at which things happen.
        await Promise.all(at.map((minute) => compare(scene, agent, minute + 0.5)));
        agent.disconnect();
      }),
    );
    await fc.assert(property, { numRuns: 60, interruptAfterTimeLimit: TIME_LIMIT_MS });
  });

  it('is counted over time, and differs between moments, as its runs do, whatever becomes of them, of hosts and of clocks', async () => {
    type Deed =
      | Step
      | { readonly type: 'add-up' | 'forget' | 'rename' | 'clock' | 'clock-put'; readonly value: number };
    const deed: fc.Arbitrary<Deed> = fc.oneof(
      { weight: 5, arbitrary: step },
      {
        weight: 2,
        arbitrary: fc.record({
          type: fc.constantFrom(
            'add-up' as const,
            'add-up' as const,
            'forget' as const,
            'rename' as const,
            'clock' as const,
            'clock-put' as const,
          ),
          value: fc.nat(1000),
        }),
      },
    );
    const question = fc.record({
      from: fc.integer({ min: -100, max: 90 * 60 }),
      seconds: fc.integer({ min: 1, max: 6 * 3600 }),
      buckets: fc.integer({ min: 1, max: 60 }),
    });
    const questions = fc.array(question, { minLength: 3, maxLength: 3 });
    const property = fc.asyncProperty(
      fc.array(deed, { minLength: 6, maxLength: 24 }),
      questions,
      waitedFor(async (deeds: Deed[], asked: { from: number; seconds: number; buckets: number }[]) => {
        const agent = await api.connectedHost();
        const scene = new Scene(agent);
        await scene.take({ type: 'agent-lists', minutes: 1 });
        for (const each of deeds) {
          if ('value' in each) await happen(each.type, each.value, agent);
          else await scene.take(each);
          expect(await wrongSums()).toEqual([]);
          expect(await wrongGaps()).toEqual([]);
        }
        for (const { from, seconds, buckets } of asked) {
          await compareActivity(from * 1000, seconds * 1000, buckets);
          await compareChanges(from * 1000, seconds * 1000, 1 + (buckets % 7));
        }
        agent.disconnect();
        await api.query(`UPDATE hosts SET status = 'revoked', revoked_at = now() WHERE id = $1`, [agent.hostId]);
      }),
    );
    await fc.assert(property, { numRuns: 60, interruptAfterTimeLimit: TIME_LIMIT_MS });
  });

  it('counts who was watched of a host whose clock was put back, or was far ahead for a while', async () => {
    const TEN_YEARS = 10 * 365 * 24 * 60;
    const hosts = [
      [
        [60, 60],
        [30, 150],
        [240, 20],
      ],
      [
        [10, 20],
        [TEN_YEARS, 0],
        [60, 30],
        [150, 30],
      ],
      [
        [100, 20],
        [20, 10],
        [60, 10],
        [0, 5],
      ],
    ];
    for (const spans of hosts) {
      const { hostId } = await api.connectedHost();
      for (const [minute = 0, minutes = 0] of spans) {
        await watch(hostId, minute, minutes);
        expect(await wrongGaps()).toEqual([]);
        await compareActivity(-10 * 60_000, 5 * 3_600_000, 31);
        await compareActivity(35 * 60_000, 80 * 60_000, 60);
      }
    }
  });

  /** What no agent tells. */
  async function happen(type: string, value: number, { hostId }: ScriptedAgent): Promise<void> {
    const some = `WHERE id % 3 = ${value % 3}`;
    if (type === 'add-up') await api.query('SELECT add_up_run_activity()');
    if (type === 'forget')
      await api.query(`DELETE FROM runs ${some} AND ended_at IS NOT NULL AND id % 2 = ${value % 2}`);
    if (type === 'rename') await api.query(`UPDATE runs SET container_name = 'renamed' ${some}`);
    // The agent lists at whatever its host's clock says now, which need not be after all that it has said before.
    if (type === 'clock-put') await watch(hostId, ((value * 7919) % 6000) / 60, value % 30);
    if (type === 'clock') {
      const offsets = [null, 0, 700, -1900, 40_000, -3_600_000, 200_000_000];
      await api.query('UPDATE hosts SET clock_offset_ms = $2 WHERE id = $1', [hostId, offsets[value % offsets.length]]);
    }
  }

  /** As an agent that lists at that minute by its host's clock, and goes on. */
  async function watch(hostId: string, minute: number, minutes: number): Promise<void> {
    const [from, to] = [timeOf(minute), timeOf(minute + minutes)];
    await api.query('UPDATE observations SET open = FALSE WHERE host_id = $1 AND open', [hostId]);
    await api.query(
      `INSERT INTO observations (host_id, epoch, observed_from, observed_to) VALUES ($1, gen_random_uuid(), $2, $2)`,
      [hostId, from],
    );
    await api.query('UPDATE observations SET observed_to = $2 WHERE host_id = $1 AND open', [hostId, to]);
  }

  /** Intervals of which the sums are not what the runs are. */
  function wrongSums(): Promise<object[]> {
    const sums = (table: string, minutes: number, at: string, where = 'TRUE') =>
      `SELECT date_bin('${minutes} min', ${at}, 'epoch') AS at, sum(started) AS started, sum(ended) AS ended FROM ${table} WHERE ${where} GROUP BY 1`;
    const runs = `(SELECT started_at AS at, 1 AS started, 0 AS ended FROM runs
      UNION ALL SELECT ended_at, 0, 1 FROM runs WHERE ended_at IS NOT NULL) AS run`;
    const differ = (minutes: number) => `
      SELECT * FROM (
        SELECT at, sum(started) AS started, sum(ended) AS ended FROM (
          ${sums('run_activity', minutes, 'begins_at', `minutes = ${minutes}`)}
          UNION ALL ${sums('run_activity_changes', minutes, 'minute')}
        ) AS each GROUP BY at
      ) AS summed FULL JOIN (${sums(runs, minutes, 'at')}) AS counted USING (at)
      WHERE coalesce(summed.started, 0) <> coalesce(counted.started, 0) OR coalesce(summed.ended, 0) <> coalesce(counted.ended, 0)`;
    return api.query(`SELECT at FROM (${differ(1)}) AS minutes UNION ALL SELECT at FROM (${differ(15)}) AS quarters`);
  }

  /** Observations that say wrongly until when their host had been watched by earlier ones, of which none goes on. */
  function wrongGaps(): Promise<object[]> {
    const earlier = `SELECT e.* FROM observations e
      WHERE e.host_id = o.host_id AND (e.observed_from, e.id) < (o.observed_from, o.id)`;
    return api.query(`
      SELECT o.id FROM observations o WHERE NOT EXISTS (SELECT FROM (${earlier}) AS e WHERE e.open)
        AND o.watched_before IS DISTINCT FROM (SELECT max(e.observed_to) FROM (${earlier}) AS e)`);
  }

  /** Of everything there is, one by one. @param from ms after the beginning */
  async function compareActivity(from: number, length: number, buckets: number): Promise<void> {
    const [begin, end] = [new Date(BEGIN + from), new Date(Math.min(BEGIN + from + length, Date.now()))];
    const url = `/audit/activity?from=${begin.toISOString()}&to=${end.toISOString()}&buckets=${buckets}`;
    const { body } = await api.request<PlacementActivity>('GET', url, { token });
    const [first, width] = [Date.parse(body.from), body.bucketMs];
    expect(first).toBeLessThanOrEqual(begin.getTime());
    expect(first + width * body.started.length).toBeGreaterThanOrEqual(end.getTime() - 1);
    expect(body.started.length).toBeLessThanOrEqual(buckets);
    const isSummed = (end.getTime() - begin.getTime()) / buckets >= 60_000;
    const hosts = await api.query<{ id: string; key: number; ahead: number }>(
      'SELECT id, key, coalesce(clock_offset_ms, 0) AS ahead FROM hosts',
    );
    const none = () => body.started.map(() => 0);
    const counted = { started: none(), ended: none(), observedHosts: none() };
    const count = (times: number[], at: Date | null, ahead: number) => {
      if (at === null) return;
      const bucket = Math.floor((at.getTime() - ahead - first) / width);
      if (times[bucket] !== undefined) times[bucket] += 1;
    };
    const runs = await api.query<{ host_key: number; started_at: Date; ended_at: Date | null }>('SELECT * FROM runs');
    for (const { host_key, started_at, ended_at } of runs) {
      const ahead = hosts.find(({ key }) => key === host_key)?.ahead ?? 0;
      const shift = isSummed && Math.abs(ahead) <= 2000 ? 0 : ahead;
      count(counted.started, started_at, shift);
      count(counted.ended, ended_at, shift);
    }
    const spans = await api.query<{ host_id: string; observed_from: Date; observed_to: Date }>(
      'SELECT * FROM observations',
    );
    for (const { id, ahead } of hosts) {
      const own = spans.filter(({ host_id }) => host_id === id);
      for (const [bucket] of counted.observedHosts.entries()) {
        const [after, before] = [first + bucket * width + ahead, first + (bucket + 1) * width + ahead];
        if (own.some((span) => span.observed_from.getTime() < before && span.observed_to.getTime() >= after))
          counted.observedHosts[bucket] = (counted.observedHosts[bucket] ?? 0) + 1;
      }
    }
    const { started, ended, observedHosts } = body;
    expect({ url, started, ended, observedHosts }).toEqual({ url, ...counted });
  }

  /** Of everything there is, page after page. @param from ms after the beginning */
  async function compareChanges(from: number, length: number, limit: number): Promise<void> {
    const [begin, end] = [new Date(BEGIN + from), new Date(Math.min(BEGIN + from + length, Date.now()))];
    const url = `/audit/changes?from=${begin.toISOString()}&to=${end.toISOString()}`;
    const told: (string | undefined)[][] = [];
    let page: ChangesPage | undefined;
    do {
      const cursor = page === undefined ? '' : `&cursor=${page.nextCursor}`;
      page = (await api.request<ChangesPage>('GET', `${url}&limit=${limit}${cursor}`, { token })).body;
      told.push(
        ...page.items.map(({ type, hostId, containerName, before, after }) => [
          ...[hostId, containerName, type, before?.containerId, before?.from, after?.containerId, after?.from],
        ]),
      );
    } while (page.nextCursor !== undefined);
    const differ = await differences(begin, end);
    expect({ url, told }).toEqual({ url, told: differ.map(({ row }) => row) });
    expect(page.total).toBe(differ.length);
    for (const [type, count] of Object.entries(page.counts)) {
      const ofType = differ.filter(({ row }) => row[2] === type);
      expect([url, type, count]).toEqual([url, type, ofType.length]);
      const { body } = await api.request<ChangesPage>('GET', `${url}&type=${type}&limit=1`, { token });
      expect([body.total, body.items[0]?.containerName]).toEqual([ofType.length, ofType[0]?.row[1]]);
    }
  }

  /** What ran at one of two moments and not at the other, by host and name, from the runs one by one. */
  async function differences(begin: Date, end: Date): Promise<{ row: (string | undefined)[] }[]> {
    interface Run {
      readonly hostId: string;
      readonly hostName: string;
      readonly name: string;
      readonly containerId: string;
      readonly imageId: string;
      readonly from: Date;
      readonly to: Date | null;
    }
    const runs = await api.query<Run>(`
      SELECT h.id AS "hostId", h.name AS "hostName", p.container_name AS name, c.container_id AS "containerId",
        i.image_id AS "imageId", p.started_at - ahead AS "from", p.ended_at - ahead AS "to"
      FROM runs p JOIN run_containers c ON c.key = p.container_key JOIN history_images i ON i.key = p.image_key
      JOIN (SELECT *, coalesce(clock_offset_ms, 0) * interval '1 ms' AS ahead FROM hosts) AS h ON h.key = p.host_key
      ORDER BY p.started_at, p.id`);
    const goesOn = ({ from, to }: Run, at: Date) => from <= at && (to === null || to > at);
    const pairs = new Map<string, { before?: Run; after?: Run }>();
    for (const run of runs) {
      if (goesOn(run, begin) === goesOn(run, end)) continue;
      const key = `${run.hostName} ${run.hostId} ${run.name}`;
      pairs.set(key, { ...pairs.get(key), [goesOn(run, begin) ? 'before' : 'after']: run });
    }
    const typeOf = (before?: Run, after?: Run) => {
      if (before === undefined) return 'came';
      if (after === undefined) return 'went';
      return before.imageId === after.imageId ? 'restarted' : 'changed';
    };
    return [...pairs]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, { before, after }]) => {
        const { hostId, name } = (before ?? after) as Run;
        const each = (run?: Run) => [run?.containerId, run?.from.toISOString()];
        return { row: [hostId, name, typeOf(before, after), ...each(before), ...each(after)] };
      });
  }

  async function compare({ model, truth }: Scene, { hostId }: ScriptedAgent, minute: number): Promise<void> {
    const url = `/audit/placements?host=${hostId}&asOf=${timeOf(minute)}`;
    const { items, unobserved } = (await api.request<PlacementPage>('GET', url, { token })).body;
    const told = new Map(items.map(({ containerId, certainty }) => [containerId as string, certainty]));
    const ids = [...new Set(truth.map(({ id }) => id))];
    const states = ids.map((id) => {
      const certainty = told.get(id);
      return certainty === undefined ? 'absent' : certainty === 'observed' ? 'running' : 'unobserved';
    });
    expect({ minute, states }).toEqual({ minute, states: ids.map((id) => model.stateOf(id, minute)) });
    expect({ minute, isWatched: unobserved.length === 0 }).toEqual({ minute, isWatched: model.isWatched(minute) });
    for (const [index, id] of ids.entries()) {
      const ran = truth.some((run) => run.id === id && run.from <= minute && minute < (run.to ?? Infinity));
      if (states[index] === 'running') expect({ minute, id, ran }).toEqual({ minute, id, ran: true });
      if (unobserved.length === 0)
        expect({ minute, id, state: states[index] }).toEqual({ minute, id, state: ran ? 'running' : 'absent' });
    }
  }
});
