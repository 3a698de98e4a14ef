import { closeSync, openSync, readSync, statSync } from 'node:fs';

const INTERVAL_MS = 2000;
const CHUNK_BYTES = 256 * 1024;
const ERROR_LEVELS = ['error', 'fatal'];

/**
 * Follows a log of JSON lines and tells of errors: each message once, then how often it came again.
 * @param {string} file
 * @param {(words: string) => void} say
 * @returns {() => void} stops following
 */
export function tellLoggedErrors(file, say) {
  let position = sizeOf(file);
  let rest = '';
  /** @type {Map<string, number>} */
  const seen = new Map();
  const timer = setInterval(() => {
    const size = sizeOf(file);
    if (size < position) position = 0; // It was moved aside and begun anew.
    if (size === position) return;
    const bytes = read(file, position, Math.min(size - position, CHUNK_BYTES));
    position += bytes.length;
    const lines = (rest + bytes.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    for (const message of lines.map(errorOf).filter((found) => found !== undefined)) {
      const times = (seen.get(message) ?? 0) + 1;
      seen.set(message, times);
      if (times === 1) say(`API error: ${message}`);
      else if (isRound(times)) say(`API error, ${times} times now: ${message}`);
    }
  }, INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** 10, 100, 1000, … @param {number} times */
function isRound(times) {
  return Number.isInteger(Math.log10(times));
}

/** @param {string} line */
function errorOf(line) {
  try {
    const { level, msg, err } = JSON.parse(line);
    if (!ERROR_LEVELS.includes(level)) return undefined;
    return [msg, err?.message].filter(Boolean).join(': ').split('\n')[0];
  } catch {
    return undefined;
  }
}

/** @param {string} file */
function sizeOf(file) {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/** @param {string} file @param {number} position @param {number} length */
function read(file, position, length) {
  const fd = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(fd, buffer, 0, length, position));
  } finally {
    closeSync(fd);
  }
}
