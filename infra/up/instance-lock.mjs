import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isRunning, processAt } from '../services/index.mjs';

/**
 * Lets only one launcher run in a checkout. A lock whose process has gone (a kill -9, a power cut, the pid now another
 * program's) is stale and taken over.
 * @param {string} file
 * @param {number} port told to whoever comes second
 * @param {(words: string) => void} say
 * @returns {() => void} gives the lock back
 */
export function lockInstance(file, port, say) {
  const mine = JSON.stringify({ ...processAt(process.pid), port });
  if (!tryWrite(file, mine)) {
    const holder = readHolder(file);
    if (holder && isRunning(holder)) {
      throw new Error(
        `Roadstead runs here already (pid ${holder.pid}), at http://localhost:${holder.port}.\n` +
          `Stop it with Ctrl-C where it was started, or with: kill ${holder.pid}`,
      );
    }
    say(`the last start (pid ${holder?.pid ?? 'unknown'}) was not stopped properly; carrying on with its data`);
    rmSync(file, { force: true });
    if (!tryWrite(file, mine)) throw new Error('Roadstead is being started here by someone else at this moment.');
  }
  return () => rmSync(file, { force: true });
}

/**
 * @param {string} file
 * @param {string} content
 */
function tryWrite(file, content) {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
}

/**
 * @param {string} file
 * @returns {{ pid: number, startTicks: number, port: number } | undefined}
 */
function readHolder(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
