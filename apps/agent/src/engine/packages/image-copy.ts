import { randomUUID } from 'node:crypto';
import { ContainerId, JOB_LABEL, type JobId } from '@roadstead/domain';
import { PURPOSE_LABEL, READS_PACKAGES } from '@roadstead/domain/packages';
import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';
import { EngineRefusal } from '../engine-errors.js';

const Created = z.object({ Id: ContainerId });
const Listed = z.array(
  z.object({ Id: ContainerId, Names: z.array(z.string()), Labels: z.record(z.string(), z.string()).nullish() }),
);
/** A label alone could come from an image. */
const NAME_PREFIX = 'roadstead-reads-';

/** What of a container that was never started makes it ours. One that runs is nobody's secret, whatever its labels say. */
export function isForReading(
  state: string,
  name: string | undefined,
  labels: Readonly<Record<string, string>> | null | undefined,
): boolean {
  const isNamed = name?.replace(/^\//, '').startsWith(NAME_PREFIX) === true;
  return state === 'created' && isNamed && labels?.[PURPOSE_LABEL] === READS_PACKAGES;
}

/**
 * Containers that are made of images to have their files read, by the archive API, and are never started. They are in no
 * inventory, and so in no history.
 */
export class ImageCopies {
  readonly #inUse = new Set<ContainerId>();

  constructor(private readonly api: EngineApi) {}

  /** The container is there for as long as `read` takes. @throws what `read` throws, EngineRefusal */
  async with<T>(engineName: string, jobId: JobId, read: (id: ContainerId) => Promise<T>): Promise<T> {
    const { Id: id } = await this.api.ask(
      {
        method: 'POST',
        path: '/containers/create',
        query: { name: `${NAME_PREFIX}${randomUUID()}` },
        body: { json: specOf(engineName, jobId) },
      },
      Created,
    );
    this.#inUse.add(id);
    try {
      return await read(id);
    } finally {
      await this.#remove(id);
      this.#inUse.delete(id);
    }
  }

  /** Removes what an agent before this one has left. */
  async sweep(): Promise<void> {
    const filters = JSON.stringify({ label: [`${PURPOSE_LABEL}=${READS_PACKAGES}`], status: ['created'] });
    const left = await this.api.get('/containers/json', Listed, { all: true, filters });
    const ours = left.filter(({ Names, Labels }) => isForReading('created', Names[0], Labels));
    for (const { Id } of ours) if (!this.#inUse.has(Id)) await this.#remove(Id);
  }

  /** With the volumes that the engine made for it, as its image asks for. */
  async #remove(id: ContainerId): Promise<void> {
    const call = { method: 'DELETE', path: `/containers/${id}`, query: { v: true } } as const;
    await this.api.run(call).catch((error: unknown) => {
      // Gone already, or on its way.
      if (!(error instanceof EngineRefusal) || (error.status !== 404 && error.status !== 409)) throw error;
    });
  }
}

/** The command is there because engines make no container without one. */
function specOf(engineName: string, jobId: JobId) {
  return {
    Image: engineName,
    Entrypoint: ['never-started'],
    Cmd: [],
    NetworkDisabled: true,
    Labels: { [PURPOSE_LABEL]: READS_PACKAGES, [JOB_LABEL]: jobId },
    HostConfig: { NetworkMode: 'none' },
  };
}
