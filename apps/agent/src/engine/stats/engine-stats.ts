import type { ContainerId } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';
import { EngineRefusal, naming } from '../engine-errors.js';
import { countersOfEngine, EngineStats } from './api-counters.js';
import { type CgroupFiles, cgroupFiles } from './cgroup-files.js';
import { cgroupPlace } from './cgroup-place.js';
import { containerTop } from './container-top.js';
import type { ContainerCounters, HostCounters } from './counters.js';
import { readHost } from './host-counters.js';
import { networkBytes } from './network-bytes.js';
import { readSmall } from './read-small.js';

/** Calls of the engine under way at once. */
const AT_ONCE = 4;

/** A container in one of its runs. */
export interface RunningContainer {
  readonly id: ContainerId;
  readonly startedAt: string;
}

/** Where the counters of one run of a container are read. */
type Source =
  | { readonly startedAt: string; readonly from: 'files'; readonly cgroup: CgroupFiles; readonly network?: string }
  | { readonly startedAt: string; readonly from: 'engine' };

const Located = z.object({
  State: z.object({ Pid: z.number() }),
  HostConfig: z.object({ NetworkMode: z.string().default('') }),
});
const Machine = z.object({ MemTotal: z.number(), DockerRootDir: z.string() });

/**
 * Counters of containers and of the host, from the cheapest source that is right: the kernel's files where this process
 * sees those of the container (its pid is in a cgroup that carries its id), else the engine's own answer.
 */
export class StatsOfEngine {
  private readonly sources = new Map<ContainerId, Source>();
  private machine?: { readonly memory: number; readonly dataRoot: string };

  constructor(
    private readonly api: EngineApi,
    private readonly filesAllowed = true,
  ) {}

  /** Counters of those that can be read now: one that has just ended is not among them. @throws where the engine is away */
  containers(running: readonly RunningContainer[]): Promise<Map<ContainerId, ContainerCounters>> {
    return naming(this.api, () => this.read(running));
  }

  private async read(running: readonly RunningContainer[]): Promise<Map<ContainerId, ContainerCounters>> {
    const { memory } = await this.readMachine();
    const unlocated = running.filter(({ id, startedAt }) => this.sources.get(id)?.startedAt !== startedAt);
    await atMost(AT_ONCE, unlocated, (container) => this.locate(container));
    const counters = new Map<ContainerId, ContainerCounters>();
    const asked: ContainerId[] = [];
    for (const { id } of running) {
      const source = this.sources.get(id);
      if (source?.from === 'engine') asked.push(id);
      else if (source !== undefined) this.readFiles(id, source, memory, counters);
    }
    await atMost(AT_ONCE, asked, async (id) => {
      const stats = await this.ask(id);
      if (stats !== undefined) counters.set(id, { ...clocks(), ...countersOfEngine(stats, memory) });
    });
    return counters;
  }

  /** What is kept of containers that run no more goes. */
  keepOnly(running: readonly RunningContainer[]): void {
    const ids = new Set(running.map(({ id }) => id));
    for (const id of this.sources.keys()) if (!ids.has(id)) this.forget(id);
  }

  host(): Promise<HostCounters> {
    return naming(this.api, async () => readHost((await this.readMachine()).dataRoot));
  }

  /** @throws RoadsteadError `container.unknown`, `container.not-running` */
  top(id: ContainerId): ReturnType<typeof containerTop> {
    return naming(this.api, () => containerTop(this.api, id));
  }

  private readFiles(
    id: ContainerId,
    source: Source & { from: 'files' },
    hostMemory: number,
    counters: Map<ContainerId, ContainerCounters>,
  ): void {
    try {
      const network = source.network === undefined ? undefined : readSmall(source.network);
      counters.set(id, {
        ...clocks(),
        ...source.cgroup.read(hostMemory),
        ...(network !== undefined && networkBytes(network)),
      });
    } catch {
      // It ended, or was started anew: looked for again the next time.
      this.forget(id);
    }
  }

  private forget(id: ContainerId): void {
    const source = this.sources.get(id);
    if (source?.from === 'files') source.cgroup.close();
    this.sources.delete(id);
  }

  private async locate({ id, startedAt }: RunningContainer): Promise<void> {
    this.forget(id);
    const found = await this.api.find(`/containers/${id}/json`, Located);
    if (found === undefined || found.State.Pid === 0) return;
    const { Pid: pid } = found.State;
    const membership = this.filesAllowed ? readSmall(`/proc/${pid}/cgroup`) : undefined;
    const mounts = readSmall('/proc/self/mountinfo');
    const place = membership && mounts ? cgroupPlace(id, membership, mounts) : undefined;
    const cgroup = place === undefined ? undefined : readable(cgroupFiles(place));
    // Somebody else may have located it meanwhile.
    this.forget(id);
    if (cgroup === undefined) {
      this.sources.set(id, { startedAt, from: 'engine' });
      return;
    }
    // The host's own traffic is not the container's.
    const network = found.HostConfig.NetworkMode === 'host' ? undefined : `/proc/${pid}/net/dev`;
    this.sources.set(id, { startedAt, from: 'files', cgroup, network });
  }

  private async ask(id: ContainerId): Promise<z.infer<typeof EngineStats> | undefined> {
    try {
      return await this.api.get(`/containers/${id}/stats`, EngineStats, { stream: false, 'one-shot': true });
    } catch (error) {
      if (error instanceof EngineRefusal || error instanceof z.ZodError) return undefined;
      throw error;
    }
  }

  private async readMachine(): Promise<{ memory: number; dataRoot: string }> {
    if (this.machine === undefined) {
      const { MemTotal, DockerRootDir } = await this.api.get('/info', Machine);
      this.machine = { memory: MemTotal, dataRoot: DockerRootDir };
    }
    return this.machine;
  }
}

async function atMost<T>(atOnce: number, items: readonly T[], each: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await each(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}

function readable(files: CgroupFiles): CgroupFiles | undefined {
  try {
    files.read(0);
    return files;
  } catch {
    files.close();
    return undefined;
  }
}

function clocks(): { at: number; monotonic: number } {
  return { at: Date.now(), monotonic: performance.now() };
}
