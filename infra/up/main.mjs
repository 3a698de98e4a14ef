import { FILES, makeHome } from './folders.mjs';
import { lockInstance } from './instance-lock.mjs';
import { HELP, readOptions } from './options.mjs';
import { readyWords } from './ready.mjs';
import { openSession, REQUESTED } from './session.mjs';
import { startEverything } from './start.mjs';
import { openTerminal } from './terminal.mjs';

/**
 * The launcher: starts everything, waits, and stops it again.
 * @param {string[]} argv
 * @returns {Promise<number>} the exit code, once everything that it started has stopped
 */
export async function main(argv) {
  const terminal = openTerminal(process.stdout);
  try {
    const options = readOptions(argv, process.env);
    if (!options.help) return await run(options, terminal);
    terminal.say(HELP);
    return 0;
  } catch (error) {
    terminal.say(wordsOf(error));
    return 1;
  }
}

/**
 * @param {import('./options.mjs').Options} options
 * @param {import('./terminal.mjs').Terminal} terminal
 */
async function run(options, terminal) {
  if (process.platform !== 'linux') throw new Error('This launcher runs on Linux. Elsewhere: docker compose up');
  makeHome();
  terminal.say('');
  const session = openSession(terminal);
  const unlock = lockInstance(FILES.lock, options.port, session.warn);
  stopOnSignal(session, unlock);
  try {
    const ready = await startEverything(options, session);
    terminal.say(readyWords(ready));
    await ended(session.signal);
  } catch (error) {
    session.end(error);
  }
  const { reason } = session.signal;
  if (reason !== REQUESTED) terminal.say(`\n${wordsOf(reason)}`);
  terminal.say('');
  await session.stopAll();
  unlock();
  return reason === REQUESTED ? 0 : 1;
}

/** npm passes on the Ctrl-C that the terminal has sent to all already: within so long, two signals are one. */
const ONE_KEYPRESS_MS = 1000;
const PARENT_LOOK_MS = 1000;

/**
 * The first signal asks for an orderly stop, the next one forces it.
 * @param {import('./session.mjs').Session} session
 * @param {() => void} unlock
 */
function stopOnSignal(session, unlock) {
  let firstAt = Number.POSITIVE_INFINITY;
  const stop = () => {
    firstAt = Math.min(firstAt, Date.now());
    if (Date.now() - firstAt < ONE_KEYPRESS_MS) return session.end(REQUESTED);
    session.say('Stopping at once; the next start clears up what this leaves.');
    session.records.killAll();
    unlock();
    process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  stopWithNpm(session);
  // A terminal that is gone must not end the launcher before it has stopped its children.
  process.stdout.on('error', () => {});
}

/**
 * npm that is told to end does not tell what it runs: where npm ran this, its end counts as the signal.
 * @param {import('./session.mjs').Session} session
 */
function stopWithNpm(session) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid !== parent) session.end(REQUESTED);
  }, PARENT_LOOK_MS);
  looking.unref();
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function ended(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** @param {unknown} error */
function wordsOf(error) {
  return error instanceof Error ? error.message : String(error);
}
