import { readFileSync, writeFileSync } from 'node:fs';
import { endProcesses, isRunning, sendSignal } from '../services/processes.mjs';

/**
 * Keeps on disk which processes a launcher has started, so that the next one can stop what a killed one left behind.
 * @param {string} file
 */
export function childRecords(file) {
  /** @type {Map<string, { name: string, pid: number, startTicks: number }>} */
  const noted = new Map();
  const save = () => writeFileSync(file, JSON.stringify([...noted.values()]), { mode: 0o600 });
  return {
    /** @param {import('../services/daemon.mjs').Daemon} daemon */
    note({ name, pid, startTicks }) {
      noted.set(name, { name, pid, startTicks });
      save();
    },

    /** @param {string} name */
    forget(name) {
      noted.delete(name);
      save();
    },

    /** Ends the processes of an earlier launcher that still run. @param {(words: string) => void} say */
    async clearLeftovers(say) {
      const left = readRecords(file).filter(isRunning);
      for (const { name, pid } of left) say(`stopping ${name}, left over from the last start (pid ${pid})`);
      await endProcesses(left, 'SIGTERM', 20_000);
    },

    /** Ends all at once, the hard way. */
    killAll() {
      for (const child of noted.values()) if (isRunning(child)) sendSignal(child.pid, 'SIGKILL');
    },
  };
}

/**
 * @param {string} file
 * @returns {{ name: string, pid: number, startTicks: number }[]}
 */
function readRecords(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}
