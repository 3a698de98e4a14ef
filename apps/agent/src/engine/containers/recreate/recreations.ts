import { ContainerId, JOB_LABEL, type JobId, type JobResult, RECREATES_LABEL } from '@roadstead/domain';
import { z } from 'zod';
import type { RecreateRequest } from '../../engine.js';
import type { EngineApi } from '../../engine-api.js';
import { EngineRefusal } from '../../engine-errors.js';
import type { ImageNames } from '../../image-names.js';
import { recreateContainer } from './recreate-container.js';
import { namesOfReplacement, readNote } from './recreation-names.js';
import { look, type Pair, remove, removeOld, rollBack } from './swap.js';
import { verdictOf } from './verdict.js';

const Listed = z.array(z.object({ Id: ContainerId }));

/** Containers that take another's place on this host, each once at a time; and what an agent before this one has left. */
export class Recreations {
  readonly #jobs = new Set<JobId>();
  /** Old and new ones of those under way, until they are over. */
  readonly #busy = new Map<ContainerId, Promise<void>>();
  #swept: Promise<void> = Promise.resolve();

  constructor(
    private readonly api: EngineApi,
    private readonly images: () => ImageNames,
  ) {}

  /** @throws RoadsteadError of `container.*`, `image.not-on-host`, `registry.*`, `engine.*`; aborted: any error */
  async run(request: RecreateRequest): Promise<JobResult<'container.recreate'>> {
    const { containerId, jobId, signal } = request;
    await this.sweep();
    for (let other = this.#busy.get(containerId); other !== undefined; other = this.#busy.get(containerId)) await other;
    signal.throwIfAborted();
    let settle = () => {};
    const over = new Promise<void>((resolve) => {
      settle = resolve;
    });
    const hold = (id: ContainerId) => void this.#busy.set(id, over);
    hold(containerId);
    this.#jobs.add(jobId);
    try {
      return await recreateContainer(this.api, this.images(), request, hold);
    } finally {
      this.#jobs.delete(jobId);
      for (const [id, until] of this.#busy) if (until === over) this.#busy.delete(id);
      settle();
    }
  }

  /**
   * Finishes or rolls back what is half done and nobody's work any more.
   * @throws RoadsteadError `engine.unreachable`, EngineRefusal: it is found again the next time
   */
  sweep(): Promise<void> {
    const sweep = this.#swept.catch(() => undefined).then(() => this.#sweep());
    this.#swept = sweep;
    return sweep;
  }

  async #sweep(): Promise<void> {
    const filters = JSON.stringify({ label: [RECREATES_LABEL] });
    for (const { Id } of await this.api.get('/containers/json', Listed, { all: true, filters })) {
      // One that is in the way of it is not in the way of others.
      await this.#settle(Id).catch((error: unknown) => {
        if (!(error instanceof EngineRefusal)) throw error;
      });
    }
  }

  async #settle(id: ContainerId): Promise<void> {
    const fresh = await look(this.api, id);
    const note = readNote(fresh?.Config.Labels?.[RECREATES_LABEL]);
    const jobId = fresh?.Config.Labels?.[JOB_LABEL];
    const names = namesOfReplacement(fresh?.Name ?? '', jobId);
    if (fresh === undefined || note === undefined || names === undefined || this.#jobs.has(jobId as JobId)) return;
    const old = await look(this.api, note.container);
    if (old === undefined) {
      // Somebody has removed the old one, and this one has never had its place.
      const isNobodys = fresh.Name === names.coming && fresh.State.Status === 'created';
      if (isNobodys) await remove(this.api, id, { force: true, v: true });
      return;
    }
    if (old.Name === names.replaced) {
      await removeOld(this.api, { oldId: old.Id });
      return;
    }
    const isSwapped = old.Name === names.kept;
    // A label alone could come from an image that somebody made of such a container.
    if (!isSwapped && !(old.Name === names.name && fresh.Name === names.coming)) return;
    const pair: Pair = { oldId: note.container, newId: id, names, running: note.running };
    const hasItsPlace = isSwapped && fresh.Name === names.name;
    const isGood = hasItsPlace && (!note.running || verdictOf(fresh, note, new Date()) === 'good');
    if (isGood) await removeOld(this.api, pair);
    else await rollBack(this.api, pair);
  }
}
