import { type LayerPhase, type LayerProgress, type TransferProgress, transferTotals } from '@roadstead/domain';
import { z } from 'zod';

/** One JSON line of `POST /images/create`. `errorDetail` ends the stream; `error` repeats its message. */
export const PullLine = z.object({
  status: z.string().optional(),
  id: z.string().optional(),
  progressDetail: z
    .object({ current: z.number().optional(), total: z.number().optional(), units: z.string().optional() })
    .optional(),
  errorDetail: z.object({ message: z.string() }).optional(),
});
export type PullLine = z.infer<typeof PullLine>;

/** The engine's words for a layer. Source: moby, distribution/pull_v2.go, xfer/download.go, pkg/progress. */
const PHASES: readonly (readonly [RegExp, LayerPhase])[] = [
  [/^Pulling fs layer$/, 'pulling'],
  [/^Waiting$|^Layer already being pulled/, 'waiting'],
  [/^Downloading$/, 'downloading'],
  [/^Verifying Checksum$/, 'verifying'],
  [/^Download complete$/, 'download-complete'],
  [/^Extracting$/, 'extracting'],
  [/^Pull complete$/, 'complete'],
  [/^Already exists$/, 'already-exists'],
  [/^Retrying in \d+ seconds?$/, 'retrying'],
];

/** A small layer may be fetched before the engine has told its size; it adds nothing to the time left. */
const BEFORE_FETCHED: ReadonlySet<LayerPhase> = new Set(['pulling', 'waiting', 'downloading', 'retrying']);

/** The rate is an average over this long: long enough to be calm, short enough to follow a change. */
const RATE_WINDOW_MS = 5000;

/** Folds the engine's lines into the whole state of a pull. Layers keep the order in which the engine named them. */
export class PullProgress {
  readonly #layers = new Map<string, LayerProgress>();
  readonly #samples: { at: number; bytes: number }[] = [];
  #status: string | undefined;

  /** @returns whether the line told of a layer, so that the progress has changed */
  take(line: PullLine): boolean {
    const { status, id } = line;
    if (status === undefined) return false;
    const phase = PHASES.find(([words]) => words.test(status))?.[1];
    if (id === undefined || phase === undefined) {
      this.#status = status;
      return false;
    }
    this.#layers.set(id, nextState(this.#layers.get(id), id, phase, line));
    return true;
  }

  /** The pull has succeeded: the containerd image store does not say so of each layer. */
  finish(): void {
    for (const [id, layer] of this.#layers) {
      if (layer.phase !== 'already-exists') this.#layers.set(id, { ...layer, phase: 'complete' });
    }
  }

  /** @param now milliseconds of a clock that only goes forward */
  snapshot(now: number): TransferProgress {
    const layers = [...this.#layers.values()];
    const { bytesDone, bytesTotal } = transferTotals(layers);
    const bytesPerSecond = this.#rate(now, bytesDone);
    const left = bytesTotal - bytesDone;
    // While the size of what is still to come is unknown the total is too small, and so would be the time left.
    const sizesKnown = layers.every((layer) => layer.size !== undefined || !BEFORE_FETCHED.has(layer.phase));
    return {
      layers,
      bytesDone,
      bytesTotal,
      bytesPerSecond,
      ...(sizesKnown && bytesPerSecond > 0 && { secondsLeft: left / bytesPerSecond }),
      ...(this.#status !== undefined && { status: this.#status }),
    };
  }

  /** The layer that is being extracted, for the words of an error. */
  get extracting(): string | undefined {
    return [...this.#layers.values()].find((layer) => layer.phase === 'extracting')?.layer;
  }

  #rate(now: number, bytes: number): number {
    this.#samples.push({ at: now, bytes });
    while (this.#samples.length > 2 && now - (this.#samples[1]?.at ?? now) >= RATE_WINDOW_MS) this.#samples.shift();
    const first = this.#samples[0];
    if (first === undefined || now <= first.at) return 0;
    // A resumed blob begins anew, so that fewer bytes may be done than before.
    return Math.max(0, ((bytes - first.bytes) * 1000) / (now - first.at));
  }
}

function nextState(
  before: LayerProgress | undefined,
  layer: string,
  phase: LayerPhase,
  { status = '', progressDetail = {} }: PullLine,
): LayerProgress {
  // The containerd image store counts the seconds of an extraction; those are no bytes.
  const bytes = progressDetail.units === 's' ? {} : progressDetail;
  const current = positive(bytes.current);
  const total = positive(bytes.total);
  const size = total ?? before?.size;
  const seconds = /^Retrying in (\d+)/.exec(status)?.[1];
  return {
    layer,
    phase,
    ...(current !== undefined && { current }),
    ...(total !== undefined && { total }),
    ...(size !== undefined && { size }),
    ...(seconds !== undefined && { retryInSeconds: Number(seconds) }),
  };
}

/** The engine says 0 or -1 for what it does not know. */
function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}
