import { Transform, type TransformCallback } from 'node:stream';
import { RoadsteadError } from '@roadstead/domain';
import type { z } from 'zod';

/** An agent sends a thousand entries a line; a longest name takes some kilobytes of JSON. */
const MAX_LINE_BYTES = 16 * 1024 * 1024;
const LINE_END = 0x0a;

/**
 * Lines of JSON from a host, each judged before it is passed on. They break off where one is of another form, or where none
 * says that all have come.
 */
export class FileLines<T extends z.ZodType<{ type: string }>> extends Transform {
  #parts: Buffer[] = [];
  #length = 0;
  #isComplete = false;

  constructor(
    private readonly schema: T,
    private readonly host: string,
    private readonly onLine: (line: z.infer<T>) => void = () => undefined,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      let start = 0;
      for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, start)) {
        this.#keep(chunk.subarray(start, end));
        this.#take();
        start = end + 1;
      }
      this.#keep(chunk.subarray(start));
      done();
    } catch (error) {
      done(new RoadsteadError('stream.broken-off', { host: this.host }, { cause: error }));
    }
  }

  override _flush(done: TransformCallback): void {
    done(this.#isComplete ? null : new RoadsteadError('stream.broken-off', { host: this.host }));
  }

  #keep(part: Buffer): void {
    this.#length += part.length;
    if (this.#length > MAX_LINE_BYTES) throw new Error('a line is too long');
    if (part.length > 0) this.#parts.push(part);
  }

  #take(): void {
    const line = this.schema.parse(JSON.parse(Buffer.concat(this.#parts).toString('utf8')));
    this.#parts = [];
    this.#length = 0;
    this.#isComplete = LAST.has(line.type);
    this.onLine(line);
    this.push(`${JSON.stringify(line)}\n`);
  }
}

const LAST = new Set(['end', 'done', 'failed']);
