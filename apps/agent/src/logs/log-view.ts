import { setTimeout as sleep } from 'node:timers/promises';
import type { LogRuns } from '../engine/logs/engine-logs.js';
import { type FrameView, momentAt, momentOf, nextFrame, noticeFrame } from '../engine/logs/log-frames.js';
import type { Position, SharedLog } from './shared-log.js';

/** The last moments seen of stdout and stderr: the engine writes each of them in order, and the two not quite. */
class Seen {
  readonly #last: Record<number, string> = {};

  note(run: Buffer): void {
    const view: FrameView = { kind: 0, at: 0, from: 0, to: 0 };
    // Where the last entry of each stream begins: only those become text, for a log has millions of lines.
    const last: Record<number, number> = {};
    while (nextFrame(run, view)) last[view.kind] = view.from;
    for (const [kind, from] of Object.entries(last)) this.#last[Number(kind)] = momentAt(run, from);
  }

  has(run: Buffer, view: FrameView): boolean {
    return momentOf(run, view) <= (this.#last[view.kind] ?? '');
  }
}

/** A viewer gets the lines of a flood together, of so many milliseconds: every piece costs all who pass it on, and the page. */
const GATHER_MS = 20;
/** More bytes than this within that time are a flood. */
const FLOOD_BYTES = 4 * 1024;
const MOST_BYTES = 512 * 1024;
/** After the past has been read, what is in both comes from the engine within so many milliseconds. */
const OVERLAP_MS = 1_000;

interface Entry {
  readonly kind: number;
  readonly moment: string;
}

/**
 * What one viewer gets of a log that is followed: what was written before, at the viewer's own pace and all of it; then
 * what is written from now on, out of the buffer that all viewers share, with a notice where lines were skipped because
 * the viewer was too slow.
 *
 * The two are joined where the shared buffer stood before the past was asked for: the past ends before the first entry that came
 * after that; and what was on its way just then, and is in both, is left out of the buffer.
 */
export async function* viewLog(
  shared: SharedLog,
  joined: Position,
  past: LogRuns,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const seen = new Seen();
  let first: Entry | undefined;
  const noteFirst = async () => {
    if ((await shared.until(joined, signal)) === 'more') first = firstEntry(shared, joined);
  };
  // What the shared log broke off with is thrown where it is read.
  noteFirst().catch(() => undefined);
  for await (const run of past) {
    const part = first === undefined ? run : upTo(run, first);
    if (part.length > 0) {
      seen.note(part);
      yield part;
    }
    if (part.length < run.length) break;
  }
  yield noticeFrame({ type: 'live' });
  yield* live(shared, joined, seen, signal);
}

async function* live(shared: SharedLog, from: Position, seen: Seen, signal: AbortSignal): AsyncGenerator<Buffer> {
  const overlapsUntil = performance.now() + OVERLAP_MS;
  let at = from;
  let isJoining = true;
  let gatheredBytes = 0;
  let gatheredUntil = 0;
  while ((await shared.until(at, signal)) === 'more') {
    const taken = shared.take(at, isJoining ? 0 : MOST_BYTES);
    if (taken === undefined) continue;
    at = taken.next;
    if (taken.skipped > 0) yield noticeFrame({ type: 'skipped', lines: taken.skipped });
    // Not for ever: the clock of a host may be set back.
    isJoining &&= taken.at < overlapsUntil;
    const fresh = isJoining ? withoutSeen(taken.bytes, seen) : taken.bytes;
    if (fresh.length === 0) continue;
    isJoining = false;
    yield fresh;
    const now = performance.now();
    if (now > gatheredUntil) {
      gatheredUntil = now + GATHER_MS;
      gatheredBytes = 0;
    }
    gatheredBytes += fresh.length;
    if (gatheredBytes > FLOOD_BYTES) await sleep(gatheredUntil - now);
  }
}

function firstEntry(shared: SharedLog, joined: Position): Entry | undefined {
  const taken = shared.take(joined);
  if (taken === undefined || taken.skipped > 0) return undefined;
  const view: FrameView = { kind: 0, at: 0, from: 0, to: 0 };
  return nextFrame(taken.bytes, view) ? { kind: view.kind, moment: momentOf(taken.bytes, view) } : undefined;
}

/** The frames before an entry. Only those of its own stream are compared with it: the two streams are not quite in order. */
function upTo(run: Buffer, { kind, moment }: Entry): Buffer {
  const view: FrameView = { kind: 0, at: 0, from: 0, to: 0 };
  while (nextFrame(run, view)) {
    if (view.kind === kind && momentOf(run, view) >= moment) return run.subarray(0, view.at);
  }
  return run;
}

function withoutSeen(run: Buffer, seen: Seen): Buffer {
  const view: FrameView = { kind: 0, at: 0, from: 0, to: 0 };
  const kept: Buffer[] = [];
  while (nextFrame(run, view)) if (!seen.has(run, view)) kept.push(run.subarray(view.at, view.to));
  return Buffer.concat(kept);
}
