import { closeSync, openSync, readSync } from 'node:fs';

/** More than any file of /proc and /sys that is read here holds. */
const buffer = Buffer.alloc(64 * 1024);

/**
 * The text of a small file of /proc or /sys; undefined where it cannot be read. Synchronous on purpose: these files are in
 * the kernel's memory, and one read takes some microseconds, a tenth of what handing it to the thread pool costs.
 */
export function readSmall(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    return readAgain(file);
  } finally {
    closeSync(file);
  }
}

/** The same of one that is open, from its beginning: the kernel writes it anew for whoever begins there. */
export function readAgain(file: number): string | undefined {
  try {
    return buffer.toString('latin1', 0, readSync(file, buffer, 0, buffer.length, 0));
  } catch {
    return undefined;
  }
}
