import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlacementPage } from '@roadstead/contract';
import type { ContainerRecord } from '@roadstead/domain';
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
    const made = before ?? aContainer(`c${container}`, { id: hexOf(`${this.agent.hostId} ${this.#made++}`) });
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
  afterAll(() => api?.stop());

  it('says of every moment what was known of it, and never what was not so', async () => {
    const moments = fc.uniqueArray(fc.integer({ min: 0, max: 80 }), { minLength: 8, maxLength: 8 });
    const property = fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), moments, async (steps, at) => {
      const agent = await api.connectedHost();
      const scene = new Scene(agent);
      await scene.take({ type: 'agent-lists', minutes: 1 });
      for (const each of steps) await scene.take(each);
      // Between the minutes at which things happen.
      await Promise.all(at.map((minute) => compare(scene, agent, minute + 0.5)));
      agent.disconnect();
    });
    await fc.assert(property, { numRuns: 60, interruptAfterTimeLimit: TIME_LIMIT_MS });
  });

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
