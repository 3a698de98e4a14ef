import { startDaemon } from '../services/daemon.mjs';

const STOP_STEPS = /** @type {[NodeJS.Signals, number][]} */ ([['SIGTERM', 25_000]]);

/**
 * Starts one of Roadstead's own programs and keeps its process on record.
 * @param {import('../services/daemon.mjs').DaemonOptions} options
 * @param {ReturnType<typeof import('./children.mjs').childRecords>} records
 * @param {() => Promise<void>} [untilReady] rejects when the program does not come up
 * @returns {Promise<import('./supervise.mjs').Running & { logTail: () => string }>}
 */
export async function startChild(options, records, untilReady) {
  /** @type {import('../services/daemon.mjs').Daemon} */
  let daemon;
  const stop = async () => {
    await daemon.stop(STOP_STEPS);
    records.forget(options.name);
  };
  const start = async () => {
    daemon = await startDaemon(options);
    records.note(daemon);
    if (!untilReady) return;
    const ended = daemon.exited.then((how) => {
      throw new Error(`${options.name} ended with ${how}. It said:\n${daemon.logTail()}`);
    });
    try {
      await Promise.race([untilReady(), ended]);
    } catch (error) {
      await stop();
      throw error;
    }
    ended.catch(() => {}); // From now on its end is the supervisor's business.
  };
  await start();
  return {
    get exited() {
      return daemon.exited;
    },
    logTail: () => daemon.logTail(),
    stop,
    restart: async () => {
      await stop();
      await start();
    },
  };
}
