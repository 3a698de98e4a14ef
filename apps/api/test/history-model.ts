import type { ContainerRecord } from '@roadstead/domain';

/** What an agent has told of one run. `end` absent: it goes on. */
interface ToldRun {
  readonly start: number;
  /** Until then it is known to have run, where the end is not. */
  end?: { readonly at: number; readonly knownUntil: number };
}

export type State = 'running' | 'unobserved' | 'absent';

/**
 * What can be known of the containers of a host, by what its agent told and when: the meaning of history, in memory. Times in
 * minutes.
 */
export class HistoryModel {
  readonly #runs = new Map<string, ToldRun[]>();
  /** Spans in which the agent watched; the last one is still extended. */
  readonly #watched: { from: number; to: number }[] = [];
  #listed = new Set<string>();

  constructor(private readonly minuteOf: (time: string) => number) {}

  /** An event, seen as it came. */
  stored(record: ContainerRecord, at: number): void {
    this.#watch(at);
    this.#listed.add(record.id);
    this.#tell(record, undefined);
  }

  removed(id: string, at: number): void {
    this.#watch(at);
    this.#listed.delete(id);
    const open = this.#open(id);
    if (open !== undefined) open.end = { at, knownUntil: at };
  }

  /** A list, after which nothing is known of the time since the last event. */
  list(records: readonly ContainerRecord[], at: number): void {
    const seenUntil = this.#watched.at(-1)?.to ?? Number.NEGATIVE_INFINITY;
    for (const record of records) this.#tell(record, seenUntil);
    const ids = new Set<string>(records.map(({ id }) => id));
    for (const id of this.#listed) {
      const open = ids.has(id) ? undefined : this.#open(id);
      if (open !== undefined) open.end = { at, knownUntil: Math.max(open.start, seenUntil) };
    }
    this.#listed = ids;
    this.#watched.push({ from: at, to: at });
  }

  isWatched(at: number): boolean {
    return this.#watched.some(({ from, to }) => from <= at && at <= to);
  }

  stateOf(id: string, at: number): State {
    const last = this.#watched.at(-1)?.to ?? Number.NEGATIVE_INFINITY;
    for (const { start, end } of this.#runs.get(id) ?? []) {
      if (at < start || at >= (end?.at ?? Number.POSITIVE_INFINITY)) continue;
      return at <= (end?.knownUntil ?? Math.max(start, last)) ? 'running' : 'unobserved';
    }
    return 'absent';
  }

  /** @param seenUntil of a list: when the host was watched before it */
  #tell({ id, state, startedAt, finishedAt }: ContainerRecord, seenUntil: number | undefined): void {
    if (startedAt === undefined) return;
    const start = this.minuteOf(startedAt);
    const finish = finishedAt === undefined ? undefined : this.minuteOf(finishedAt);
    const before = this.#open(id);
    if (before !== undefined && before.start !== start) {
      const at = finish !== undefined && finish >= before.start && finish <= start ? finish : start;
      before.end = { at, knownUntil: seenUntil === undefined ? at : Math.max(before.start, seenUntil) };
    }
    const runs = this.#runs.get(id) ?? [];
    this.#runs.set(id, runs);
    let run = runs.find((each) => each.start === start);
    if (run === undefined) {
      run = { start };
      runs.push(run);
    }
    if (state !== 'running' && finish !== undefined) run.end = { at: finish, knownUntil: finish };
  }

  #open(id: string): ToldRun | undefined {
    return this.#runs.get(id)?.find(({ end }) => end === undefined);
  }

  #watch(at: number): void {
    const last = this.#watched.at(-1);
    if (last !== undefined) last.to = Math.max(last.to, at);
  }
}
