const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
/** So many unexpected ends within so long is not an accident any more. */
const MAX_ENDS = 5;
const WITHIN_MS = 3 * 60_000;
/** How the API and the agent say that a person must act first, so that another try is of no use. */
const HOPELESS = ['exit code 78', 'exit code 2'];

/**
 * Something that runs. `exited` is that of the process that runs now; it resolves with the end in words.
 * @typedef {{ readonly exited: Promise<string>, stop: () => Promise<void>, restart: () => Promise<void> }} Running
 */

/**
 * Starts what has ended by itself again, with a growing wait, and says so. When it ends too often, gives up.
 * @param {string} name
 * @param {Running} running
 * @param {{ say: (words: string) => void, giveUp: (reason: Error) => void, logFile: string }} options
 * @returns {{ stop: () => Promise<void>, restart: () => Promise<void> }} its own stop and restart are no unexpected ends
 */
export function supervise(name, running, { say, giveUp, logFile }) {
  /** @type {number[]} */
  let ends = [];
  let stopped = false;
  let expected = false;
  /** @type {NodeJS.Timeout | undefined} */
  let wait;

  const watch = () => {
    running.exited.then((how) => {
      if (!stopped && !expected) comeBack(how);
    });
  };

  /** @param {string} how */
  const comeBack = (how) => {
    const now = Date.now();
    ends = [...ends.filter((end) => now - end < WITHIN_MS), now];
    if (HOPELESS.includes(how)) return giveUp(new Error(`${name} cannot run; the end of ${logFile} says why.`));
    if (ends.length >= MAX_ENDS) {
      return giveUp(
        new Error(`${name} ended ${ends.length} times in a few minutes, last with ${how}. See ${logFile}.`),
      );
    }
    const waitMs = Math.min(FIRST_WAIT_MS * 2 ** (ends.length - 1), LONGEST_WAIT_MS);
    say(`${name} ended with ${how}; starting it again in ${waitMs / 1000} s (log: ${logFile})`);
    wait = setTimeout(async () => {
      try {
        await running.restart();
        say(`${name} runs again`);
        if (stopped) await running.stop();
        else watch();
      } catch (error) {
        if (!stopped) comeBack(error instanceof Error ? error.message : String(error));
      }
    }, waitMs);
  };

  watch();
  return {
    async stop() {
      stopped = true;
      clearTimeout(wait);
      await running.stop();
    },
    async restart() {
      if (stopped) return;
      expected = true;
      try {
        await running.restart();
      } finally {
        expected = false;
      }
      if (stopped) await running.stop();
      else watch();
    },
  };
}
