import { childRecords } from './children.mjs';
import { FILES, shown } from './folders.mjs';
import { supervise } from './supervise.mjs';

/** What stops first has the highest number; what shares a number stops together. */
export const STOP_ORDER = { stores: 0, engines: 1, api: 2, agents: 3 };

/** The reason of an abort that the user asked for. */
export const REQUESTED = 'requested';

/**
 * One run of the launcher: what it shows, what it has started, and how it ends.
 * @param {import('./terminal.mjs').Terminal} terminal
 */
export function openSession(terminal) {
  const records = childRecords(FILES.children);
  const ending = new AbortController();
  /** @type {{ name: string, order: number, stop: () => Promise<void> }[]} */
  const started = [];
  /** Something happened that the user should know. @param {string} words */
  const warn = (words) => terminal.say(`  ! ${words}`);

  return {
    say: terminal.say,
    warn,
    records,
    /** Aborted when all is to stop: with REQUESTED, or with the error that leaves no other way. */
    signal: ending.signal,

    /** @param {unknown} reason */
    end: (reason) => ending.abort(reason),

    /**
     * Shows a piece of work. Neither it nor what follows goes on once all is to stop.
     * @type {import('./terminal.mjs').Terminal['step']}
     */
    async step(name, work, sum) {
      ending.signal.throwIfAborted();
      const result = await terminal.step(name, work, sum);
      ending.signal.throwIfAborted();
      return result;
    },

    /**
     * Takes note of something that is to be stopped at the end.
     * @param {string} name
     * @param {number} order of STOP_ORDER
     * @param {() => Promise<void>} stop
     */
    own(name, order, stop) {
      started.push({ name, order, stop });
    },

    /**
     * As `own`, for a program: it is also started again when it ends by itself. When that does not help, all ends with
     * the API or its stores; an agent is left alone.
     * @param {string} name
     * @param {number} order of STOP_ORDER
     * @param {import('./supervise.mjs').Running} running
     * @param {string} logFile
     */
    keep(name, order, running, logFile) {
      const giveUp = (/** @type {Error} */ reason) => {
        if (order === STOP_ORDER.agents) warn(reason.message);
        else ending.abort(reason);
      };
      const kept = supervise(name, running, { say: warn, giveUp, logFile: shown(logFile) });
      started.push({ name, order, stop: kept.stop });
      return kept;
    },

    /** Stops everything that was started, in order; one that fails to stop does not keep the others. */
    async stopAll() {
      for (const order of [...new Set(started.map((part) => part.order))].sort((a, b) => b - a)) {
        const parts = started.filter((part) => part.order === order);
        const stops = parts.map((part) => terminal.step(part.name, part.stop, () => 'stopped'));
        for (const outcome of await Promise.allSettled(stops)) {
          if (outcome.status === 'rejected') warn(`${outcome.reason.message ?? outcome.reason}`);
        }
      }
    },
  };
}

/** @typedef {ReturnType<typeof openSession>} Session */

/**
 * As Promise.all, but a failure is thrown only when all have ended, so that whatever did start is known and stopped.
 * @template {readonly unknown[]} T
 * @param {T} work
 * @returns {Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>}
 */
export async function allEnded(work) {
  await Promise.allSettled(work);
  return Promise.all(work);
}
