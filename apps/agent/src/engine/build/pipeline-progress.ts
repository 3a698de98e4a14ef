import type { BuildStep, LayerPhase, LayerProgress, TransferProgress } from '@roadstead/domain';

/** Of a layer that an earlier part has moved these say nothing new. */
const IDLE: ReadonlySet<LayerPhase> = new Set(['waiting', 'preparing', 'already-exists']);

const NOTHING_YET: TransferProgress = { layers: [], bytesDone: 0, bytesTotal: 0, bytesPerSecond: 0 };

/**
 * The progress of a job whose parts follow each other, each with layers of its own: pulls of base images, the context,
 * the build, pushes. Bytes add up over the parts.
 */
export class PipelineProgress {
  readonly #parts: TransferProgress[] = [];

  constructor(
    private readonly steps: () => BuildStep[],
    private readonly tell: (progress: TransferProgress) => void,
  ) {}

  /** Begins the next part. @returns takes the part's whole progress */
  part(): (progress: TransferProgress) => void {
    const index = this.#parts.push(NOTHING_YET) - 1;
    return (progress) => {
      this.#parts[index] = progress;
      this.#tellAll(progress);
    };
  }

  /** Something has changed that is no transfer. */
  update(): void {
    this.#tellAll(this.#parts.at(-1) ?? NOTHING_YET);
  }

  #tellAll(current: TransferProgress): void {
    const sum = (of: (progress: TransferProgress) => number) =>
      this.#parts.reduce((total, part) => total + of(part), 0);
    this.tell({
      ...current,
      layers: mergedLayers(this.#parts),
      bytesDone: sum((part) => part.bytesDone),
      bytesTotal: sum((part) => part.bytesTotal),
      steps: this.steps(),
    });
  }
}

/** A layer that several parts tell of stands once, with the latest transfer of it. */
function mergedLayers(parts: readonly TransferProgress[]): LayerProgress[] {
  const layers = new Map<string, LayerProgress>();
  for (const layer of parts.flatMap((part) => part.layers)) {
    if (!layers.has(layer.layer) || !IDLE.has(layer.phase)) layers.set(layer.layer, layer);
  }
  return [...layers.values()];
}
