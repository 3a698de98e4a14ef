import { type Readable, Transform } from 'node:stream';
import { RoadsteadError } from '@roadstead/domain';

/** How long an archive may take to be read. */
export interface ReadingLimits {
  /** The longest time in which nothing comes of it. */
  readonly silenceMs: number;
  readonly totalMs: number;
}

/** Watches one reading of an archive, and breaks it off when it takes too long. To be ended in any case. */
export class ReadingTime {
  readonly #streams: Readable[] = [];
  readonly #total: NodeJS.Timeout;
  #silence: NodeJS.Timeout;
  #over: RoadsteadError | undefined;
  readonly #broken: Promise<never>;
  #breakOff: (error: RoadsteadError) => void = () => undefined;

  constructor({ silenceMs, totalMs }: ReadingLimits) {
    this.#broken = new Promise((_, reject) => {
      this.#breakOff = reject;
    });
    this.#broken.catch(() => undefined);
    this.#silence = setTimeout(
      () => this.#end(new RoadsteadError('context.silent', { seconds: Math.round(silenceMs / 1000) })),
      silenceMs,
    );
    this.#total = setTimeout(
      () => this.#end(new RoadsteadError('context.too-slow', { minutes: Math.round(totalMs / 60_000) })),
      totalMs,
    );
  }

  /** What is waited for, unless it takes too long. */
  within<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#broken]);
  }

  /** The stream, whose bytes count as a sign of life. It ends with the time. */
  watched(source: Readable): Readable {
    const silence = this.#silence;
    const alive = new Transform({
      transform(chunk, _encoding, done) {
        silence.refresh();
        done(null, chunk);
      },
    });
    source.once('error', (error) => alive.destroy(error));
    alive.once('close', () => source.destroy());
    this.#streams.push(alive);
    if (this.#over !== undefined) alive.destroy(this.#over);
    return source.pipe(alive);
  }

  end(): void {
    clearTimeout(this.#silence);
    clearTimeout(this.#total);
  }

  #end(error: RoadsteadError): void {
    this.#over = error;
    this.end();
    this.#breakOff(error);
    for (const stream of this.#streams) {
      // Whoever reads it may have left already, and an error that nobody hears would end the process.
      stream.on('error', () => undefined);
      stream.destroy(error);
    }
  }
}
