import { type LayerPhase, type LayerProgress, type TransferProgress, transferTotals } from '@roadstead/domain';
import type { EngineLine } from './engine-lines.js';
import { RateMeter } from './rate-meter.js';

/**
 * The engine's words for a layer. Source: moby, distribution/pull_v2.go and push_v2.go, xfer/, image/tarexport/load.go,
 * daemon/containerd/progress.go.
 */
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
  [/^Preparing$/, 'preparing'],
  [/^Pushing$/, 'pushing'],
  [/^Pushed$/, 'pushed'],
  // In the registry, in this repository or in another: nothing is sent for it.
  [/^Layer already exists$|^Mounted from /, 'already-exists'],
  [/^Loading layer$/, 'loading'],
];

/** A small layer may be moved before the engine has told its size; it adds nothing to the time left. */
const BEFORE_MOVED: ReadonlySet<LayerPhase> = new Set([
  'pulling',
  'waiting',
  'downloading',
  'retrying',
  'preparing',
  'pushing',
]);

/** Folds the engine's lines into the whole state of a pull, a push or a load. Layers keep the order in which they were named. */
export class LayerTracker {
  readonly #layers = new Map<string, LayerProgress>();
  readonly #meter = new RateMeter();
  #status: string | undefined;

  /** @returns whether the line told of a layer, so that the progress has changed */
  take(line: EngineLine): boolean {
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

  /** The whole has succeeded: engines do not say so of each layer. */
  finish(phase: 'complete' | 'pushed'): void {
    for (const [id, layer] of this.#layers) {
      if (layer.phase !== 'already-exists') this.#layers.set(id, finished(layer, phase));
    }
  }

  /** @param now milliseconds of a clock that only goes forward */
  snapshot(now: number): TransferProgress {
    const layers = [...this.#layers.values()];
    const { bytesDone, bytesTotal } = transferTotals(layers);
    const bytesPerSecond = this.#meter.rate(now, bytesDone);
    const left = bytesTotal - bytesDone;
    // While the size of what is still to come is unknown the total is too small, and so would be the time left.
    const sizesKnown = layers.every((layer) => layer.size !== undefined || !BEFORE_MOVED.has(layer.phase));
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
}

function finished({ layer, size }: LayerProgress, phase: LayerPhase): LayerProgress {
  return { layer, phase, ...(size !== undefined && { size }) };
}

function nextState(
  before: LayerProgress | undefined,
  layer: string,
  phase: LayerPhase,
  { status = '', progressDetail = {} }: EngineLine,
): LayerProgress {
  // The containerd image store counts the seconds of an extraction; those are no bytes.
  const bytes = progressDetail.units === 's' ? {} : progressDetail;
  // Within a phase the engine may go back, when it resumes a blob, and forget the total.
  const same = before?.phase === phase ? before : undefined;
  const total = positive(bytes.total) ?? same?.total;
  const current = atMost(total, most(positive(bytes.current), same?.current));
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

function most(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

/** What a push sends has the frames of the tar besides the files that the total counts. */
function atMost(limit: number | undefined, value: number | undefined): number | undefined {
  return limit === undefined || value === undefined ? value : Math.min(limit, value);
}

/** The engine says 0 or -1 for what it does not know. */
function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}
