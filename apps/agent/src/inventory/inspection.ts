import { type ContainerId, type ContainerRecord, type ImageRecord, RoadsteadError } from '@roadstead/domain';
import type { Logger } from '../config/logger.js';
import type { Engine, ImageSummary } from '../engine/engine.js';
import { inParallel } from './in-parallel.js';
import { isSendable } from './portions.js';

/** Inspections under way at once. */
const AT_ONCE = 4;

/**
 * Inspects many containers or images. One that cannot be read must not hide all others: it is left out, with a line in the
 * log. That the engine does not answer at all is thrown.
 */
export class Inspection {
  /** Said already; forgotten when it can be read again. */
  private readonly leftOut = new Set<string>();

  constructor(
    private readonly docker: Engine,
    private readonly log: Logger,
  ) {}

  /** Records by id; undefined for a container that is gone. What cannot be read is not in the map. */
  async containers(ids: readonly ContainerId[]): Promise<Map<ContainerId, ContainerRecord | undefined>> {
    const found = await inParallel(ids, AT_ONCE, (id) =>
      this.read('container', id, async () => ({ id, record: await this.docker.inspectContainer(id) })),
    );
    return new Map(found.flatMap((each) => (each === undefined ? [] : [[each.id, each.record]])));
  }

  /** Without those that are gone. */
  async images(summaries: readonly ImageSummary[]): Promise<ImageRecord[]> {
    const found = await inParallel(summaries, AT_ONCE, (summary) =>
      this.read('image', summary.id, async () => ({ record: await this.docker.inspectImage(summary) })),
    );
    return found.flatMap((each) => each?.record ?? []);
  }

  private async read<T extends { record?: object }>(
    kind: string,
    id: string,
    inspect: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      const found = await inspect();
      if (found.record !== undefined && !isSendable(found.record)) return this.leaveOut(kind, id, 'it is too large');
      this.leftOut.delete(id);
      return found;
    } catch (error) {
      if (!(error instanceof RoadsteadError) || error.code !== 'engine.refused') throw error;
      return this.leaveOut(kind, id, error.message);
    }
  }

  private leaveOut(kind: string, id: string, reason: string): undefined {
    if (!this.leftOut.has(id)) this.log.error({ kind, id, reason }, `a ${kind} cannot be read and is left out`);
    this.leftOut.add(id);
  }
}
