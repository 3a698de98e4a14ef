import { closeSync, openSync } from 'node:fs';
import { readAgain, readSmall } from './read-small.js';

/** Files of all containers together that are kept open; each holds some kilobytes of the kernel's. */
const MOST_OPEN = 2000;

/**
 * A small file of a cgroup that is read again and again. To open one and to close it takes the kernel five times of what it takes
 * to read most of them, so it stays open between two looks; where too many are, it is opened for each.
 *
 * Not for files of /proc/<pid>/net: an open one keeps the network namespace of a container that has ended.
 */
export class KeptFile {
  private static open = 0;
  private file: number | undefined;

  constructor(private readonly path: string) {}

  /** Its text as it is now; undefined where there is none, or none any more. */
  read(): string | undefined {
    if (this.file === undefined && !this.keep()) return readSmall(this.path);
    const text = this.file === undefined ? undefined : readAgain(this.file);
    if (text === undefined) this.close();
    return text;
  }

  close(): void {
    if (this.file === undefined) return;
    closeSync(this.file);
    this.file = undefined;
    KeptFile.open -= 1;
  }

  /** @returns false where it is to be read without being kept */
  private keep(): boolean {
    if (KeptFile.open >= MOST_OPEN) return false;
    try {
      this.file = openSync(this.path, 'r');
      KeptFile.open += 1;
    } catch {
      // It is not there.
    }
    return true;
  }
}
