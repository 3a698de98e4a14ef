import { Injectable } from '@nestjs/common';
import type { Container, ContainerTimeline, Host } from '@roadstead/contract';
import { type ContainerEvent, ContainerId, RoadsteadError } from '@roadstead/domain';
import { HostCommands } from '../../hosts/host-commands.service.js';
import { HostsService } from '../../hosts/hosts.service.js';
import { ErrorReplies } from '../../platform/errors/error-replies.js';
import type { QueryOf } from '../../platform/http/route.js';
import { ContainersService } from '../containers.service.js';
import { askedAt, mergeTimeline, type TimelineParts } from './merge-timeline.js';
import { TimelineRepository, type TimelineWindow } from './timeline.repository.js';

const ASK_MS = 15_000;

interface EngineMemory {
  readonly told: ContainerTimeline['engine'];
  readonly events: ContainerEvent[];
}

/** What happened to a container, from all that is kept of it and from what its engine remembers. */
@Injectable()
export class ContainerTimelines {
  constructor(
    private readonly containers: ContainersService,
    private readonly hosts: HostsService,
    private readonly timeline: TimelineRepository,
    private readonly commands: HostCommands,
    private readonly replies: ErrorReplies,
  ) {}

  /**
   * Also of a container that is gone, by its whole id. That the engine cannot be asked is told, and keeps nothing else back.
   * @throws RoadsteadError `host.unknown`, `container.unknown` where nothing at all is known of it
   */
  async get(
    hostId: string,
    containerId: string,
    { before, limit }: QueryOf<'containerTimeline'>,
  ): Promise<ContainerTimeline> {
    const host = await this.hosts.get(hostId);
    const { id, container } = await this.#resolve(host, containerId);
    const window: TimelineWindow = {
      hostId: host.id,
      containerId: id,
      before: before === undefined ? new Date(Date.now() + 60_000) : new Date(before),
      limit: limit + 1,
      offsetMs: host.clockOffsetMs ?? 0,
    };
    const [runs, actions, jobs, engine] = await Promise.all([
      this.timeline.runs(window),
      this.timeline.actions(window),
      this.timeline.jobs(window),
      this.#askEngine(host, id),
    ]);
    const nothingKnown = runs.length + actions.length + jobs.length + engine.events.length === 0;
    if (container === undefined && nothingKnown && before === undefined) {
      throw new RoadsteadError('container.unknown', { container: containerId.slice(0, 12), host: host.name });
    }
    const oldest = oldestOf({ runs, actions, jobs, gaps: [], events: engine.events });
    const since = container === undefined ? oldest : new Date(container.createdAt);
    const gaps = since === undefined ? [] : await this.timeline.gaps(window, since);
    const parts = { runs, actions, jobs, gaps, events: engine.events };
    const all = mergeTimeline(parts).filter(({ at }) => before === undefined || at < before);
    const entries = all.slice(0, limit);
    return {
      hostId: host.id,
      hostName: host.name,
      containerId: id,
      name: container?.name ?? lastName(parts),
      exists: container !== undefined,
      entries,
      nextBefore: all.length > limit ? entries.at(-1)?.at : undefined,
      engine: engine.told,
      removal: container === undefined ? removal(parts) : undefined,
    };
  }

  /** @throws RoadsteadError `container.unknown` for what is neither there nor a whole id */
  async #resolve(host: Host, containerId: string): Promise<{ id: ContainerId; container?: Container }> {
    try {
      const container = await this.containers.get(host.id, containerId);
      return { id: container.id, container };
    } catch (error) {
      const id = ContainerId.safeParse(containerId).data;
      if (id === undefined || !(error instanceof RoadsteadError) || error.code !== 'container.unknown') throw error;
      return { id };
    }
  }

  async #askEngine(host: Host, containerId: ContainerId): Promise<EngineMemory> {
    const offsetMs = host.clockOffsetMs ?? 0;
    const corrected = (at: string) => new Date(Date.parse(at) - offsetMs).toISOString();
    try {
      const reply = await this.commands.send(host, 'container.events', { containerId }, ASK_MS);
      const { rememberedSince } = reply;
      return {
        told: { asked: true, rememberedSince: rememberedSince && corrected(rememberedSince) },
        events: reply.events.map((event) => ({ ...event, at: corrected(event.at) })),
      };
    } catch (error) {
      return { told: { asked: false, error: this.replies.of(error, 'container.events').toBody() }, events: [] };
    }
  }
}

function oldestOf({ runs, actions, jobs, events }: TimelineParts): Date | undefined {
  const times = [
    ...runs.map(({ from }) => from.getTime()),
    ...actions.map(({ at }) => at.getTime()),
    ...jobs.map(({ at }) => at.getTime()),
    ...events.map(({ at }) => Date.parse(at)),
  ];
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

function lastName({ runs, events, actions }: TimelineParts): string | undefined {
  const target = /^container [^/]+\/(.+)$/.exec(actions[0]?.target ?? '')?.[1];
  return events.findLast(({ name }) => name !== undefined)?.name ?? target ?? runs[0]?.name;
}

/** Who removed it, as far as that is known: an action, a prune, or only the engine's word that it went. */
function removal({ actions, jobs, events }: TimelineParts): ContainerTimeline['removal'] {
  const destroyed = events.findLast(({ kind }) => kind === 'removed');
  const action = actions.find(({ verb, outcome }) => verb === 'container.remove' && outcome === 'ok');
  if (action !== undefined) {
    return { at: destroyed?.at ?? askedAt(action).toISOString(), by: action.actor, verb: action.verb };
  }
  const prune = jobs.find(({ kind, state }) => kind === 'container.prune' && state === 'succeeded');
  if (prune !== undefined) {
    const at = destroyed?.at ?? (prune.endedAt ?? prune.at).toISOString();
    return { at, by: prune.createdBy, verb: prune.kind, jobId: prune.id };
  }
  return destroyed === undefined ? undefined : { at: destroyed.at };
}
