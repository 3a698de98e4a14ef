import { writeSync } from 'node:fs';

const STDOUT = 1;
/** A pipe whose reader is slow is waited for, in steps of this. */
const PAUSE_MS = 10;
const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Lines of the log, written at once. What cannot be written (the disk is full, the reader is gone) is dropped: the log
 * neither gathers in memory nor keeps the process from its work, or from its end.
 */
export class LineSink {
  /** The last line was cut off where the disk got full. */
  #cut = false;

  constructor(private readonly fd = STDOUT) {}

  write(line: string): void {
    let rest = Buffer.from(this.#cut ? `\n${line}` : line);
    const { length } = rest;
    while (rest.length > 0) {
      try {
        rest = rest.subarray(writeSync(this.fd, rest));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') break;
        Atomics.wait(pause, 0, 0, PAUSE_MS);
      }
    }
    if (rest.length < length) this.#cut = rest.length > 0;
  }
}
