const NAME_WIDTH = 16;
const WORDS_WIDTH = 60;
/** Without a terminal that can redraw, what goes on within a step is told no more often than this. */
const PLAIN_INTERVAL_MS = 5000;
const REDRAW_MS = 500;

/**
 * @typedef {(words: string) => void} Tell
 *
 * @typedef {object} Terminal
 * @property {<T>(name: string, work: (tell: Tell, note: Tell) => Promise<T>, sum?: (result: T) => string) => Promise<T>}
 *   step shows a piece of work while it goes on: one line with its name, what it is doing, its seconds. `tell` replaces
 *   what it is doing, `note` leaves a line that stays, `sum` says what came of it
 * @property {Tell} say prints a line that stays
 */

/**
 * The launcher's lines. On a terminal, running steps stand at the bottom and are redrawn in place; elsewhere (a pipe, a
 * log of CI) every line is printed once.
 * @param {NodeJS.WriteStream} out
 * @returns {Terminal}
 */
export function openTerminal(out) {
  /** @type {Set<{ name: string, words: string, startedAt: number }>} */
  const running = new Set();
  let drawn = 0;

  const erase = () => {
    if (drawn > 0) out.write(`\x1b[${drawn}A\x1b[J`);
    drawn = 0;
  };
  const draw = () => {
    if (!out.isTTY) return;
    erase();
    for (const { name, words, startedAt } of running) {
      out.write(`${line('·', name, words, Date.now() - startedAt).slice(0, out.columns - 1)}\n`);
    }
    drawn = running.size;
  };
  const say = (/** @type {string} */ words) => {
    erase();
    out.write(`${words}\n`);
    draw();
  };
  const clock = setInterval(() => running.size > 0 && draw(), REDRAW_MS);
  clock.unref();

  return {
    say,
    async step(name, work, sum = () => '') {
      const state = { name, words: '', startedAt: Date.now() };
      let toldAt = state.startedAt;
      running.add(state);
      draw();
      const end = (/** @type {string} */ mark, /** @type {string} */ words) => {
        running.delete(state);
        say(line(mark, name, words, Date.now() - state.startedAt));
      };
      /** @type {Tell} */
      const tell = (words) => {
        const changed = state.words !== words.split('\n')[0];
        state.words = words.split('\n')[0];
        if (!changed) return;
        if (out.isTTY) return draw();
        if (Date.now() - toldAt < PLAIN_INTERVAL_MS) return;
        toldAt = Date.now();
        say(line('·', name, state.words, toldAt - state.startedAt));
      };
      try {
        const result = await work(tell, (words) => say(`  · ${name.padEnd(NAME_WIDTH)} ${words}`));
        end('✓', sum(result));
        return result;
      } catch (error) {
        end('✗', 'failed');
        throw error;
      }
    },
  };
}

/**
 * @param {string} mark
 * @param {string} name
 * @param {string} words
 * @param {number} milliseconds
 */
function line(mark, name, words, milliseconds) {
  const seconds = `${(milliseconds / 1000).toFixed(1)} s`.padStart(8);
  return `  ${mark} ${name.padEnd(NAME_WIDTH)} ${words.padEnd(WORDS_WIDTH)} ${seconds}`;
}
