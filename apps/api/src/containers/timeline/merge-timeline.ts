import type { EndCause, TimelineEntry, TimelineSource } from '@roadstead/contract';
import type { ContainerEvent } from '@roadstead/domain';
import type { ActionRow, GapRow, JobRow, RunRow } from './timeline-rows.js';

/** All by one clock, the control plane's. */
export interface TimelineParts {
  readonly runs: readonly RunRow[];
  readonly actions: readonly ActionRow[];
  readonly jobs: readonly JobRow[];
  readonly gaps: readonly GapRow[];
  /** Oldest first. */
  readonly events: readonly ContainerEvent[];
}

/** An engine's event comes so much later than the time that it keeps of the same moment, or earlier, at most. */
const SAME_MOMENT_MS = 10_000;
/** What the engine was told before an end, and has to do with it. */
const SIGNALS_MS = 60_000;
const OUT_OF_MEMORY_MS = 5000;
/** An action is asked for before it takes effect, by clocks that differ a little. */
const CLOCKS_MS = 2000;
const ENDING_VERBS = ['container.stop', 'container.restart', 'container.kill', 'container.remove'];
const SIGKILL = 9;

/** What happened, newest first. What history and engine both tell is one entry. */
export function mergeTimeline({ runs, actions, jobs, gaps, events }: TimelineParts): TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  const { started, ended, left } = matchRuns(runs, events);
  const causeOf = (at: Date) => endCause(at, events, actions);

  for (const run of runs) {
    const { from, to, endKnownBy, exitCode } = run;
    entries.push(entry(from, sources(started.get(run)), { type: 'started' }));
    if (to === null) continue;
    const event = ended.get(run);
    const cause = endKnownBy === 'gap' ? undefined : causeOf(to);
    entries.push(
      entry(to, sources(event), {
        type: 'ended',
        exitCode: exitCode ?? event?.exitCode,
        outOfMemory: cause?.type === 'out-of-memory',
        knownBy: endKnownBy ?? undefined,
        cause,
      }),
    );
  }
  for (const event of left) {
    const at = new Date(event.at);
    if (event.kind === 'started') entries.push(entry(at, ['engine'], { type: 'started' }));
    else if (event.kind === 'ended') {
      const cause = causeOf(at);
      const outOfMemory = cause?.type === 'out-of-memory';
      entries.push(entry(at, ['engine'], { type: 'ended', exitCode: event.exitCode, outOfMemory, cause }));
    } else entries.push(entry(at, ['engine'], { type: 'event', event }));
  }
  for (const { at, actor, verb, outcome, detail } of actions) {
    entries.push(entry(askedAt({ at, detail }), ['roadstead'], { type: 'action', actor, verb, outcome, detail }));
  }
  for (const { id, kind, state, createdBy, at } of jobs) {
    entries.push(entry(at, ['roadstead'], { type: 'job', jobId: id, kind, state, createdBy }));
  }
  for (const { from, until } of gaps) {
    entries.push(entry(from, ['history'], { type: 'unobserved', until: until?.toISOString() }));
  }
  return entries.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}

/** Which of the engine's events tell of the same moments as the runs do: the nearest ones, each once. */
function matchRuns(runs: readonly RunRow[], events: readonly ContainerEvent[]) {
  const started = new Map<RunRow, ContainerEvent>();
  const ended = new Map<RunRow, ContainerEvent>();
  const left = new Set(events);
  const pairs = runs.flatMap((run) =>
    events.flatMap((event) => {
      const moment = event.kind === 'started' ? run.from : isSameEnd(run, event) ? run.to : null;
      const distance = moment === null ? Infinity : Math.abs(Date.parse(event.at) - moment.getTime());
      return distance <= SAME_MOMENT_MS ? [{ run, event, distance }] : [];
    }),
  );
  for (const { run, event } of pairs.sort((a, b) => a.distance - b.distance)) {
    const matched = event.kind === 'started' ? started : ended;
    if (matched.has(run) || !left.delete(event)) continue;
    matched.set(run, event);
  }
  return { started, ended, left };
}

function isSameEnd({ endKnownBy, exitCode }: RunRow, event: ContainerEvent): boolean {
  return event.kind === 'ended' && endKnownBy !== 'gap' && (exitCode === null || event.exitCode === exitCode);
}

/** When somebody asked for it; the row itself is written when it is known how that went. */
export function askedAt({ at, detail }: Pick<ActionRow, 'at' | 'detail'>): Date {
  const asked = typeof detail.askedAt === 'string' ? new Date(detail.askedAt) : at;
  return Number.isNaN(asked.getTime()) ? at : asked;
}

/** What of the things known to have been done around an end may have brought it about. */
function endCause(at: Date, events: readonly ContainerEvent[], actions: readonly ActionRow[]): EndCause | undefined {
  const before = (event: ContainerEvent, withinMs: number) => {
    const ms = at.getTime() - Date.parse(event.at);
    return ms >= -CLOCKS_MS && ms <= withinMs;
  };
  if (events.some((event) => event.kind === 'out-of-memory' && before(event, OUT_OF_MEMORY_MS))) {
    return { type: 'out-of-memory' };
  }
  const signals = events.flatMap((event) =>
    event.kind === 'signaled' && event.signal !== undefined && before(event, SIGNALS_MS) ? [event.signal] : [],
  );
  const action = actions.find(
    (each) =>
      each.outcome === 'ok' &&
      ENDING_VERBS.includes(each.verb) &&
      askedAt(each).getTime() - CLOCKS_MS <= at.getTime() &&
      at.getTime() <= each.at.getTime() + CLOCKS_MS,
  );
  if (action !== undefined) {
    return { type: 'action', actor: action.actor, verb: action.verb, wasKilled: signals.includes(SIGKILL) };
  }
  return signals.length === 0 ? undefined : { type: 'signals', signals };
}

function sources(event: ContainerEvent | undefined): TimelineSource[] {
  return event === undefined ? ['history'] : ['history', 'engine'];
}

function entry(at: Date, from: TimelineSource[], what: TimelineEntry['what']): TimelineEntry {
  return { at: at.toISOString(), sources: from, what };
}
