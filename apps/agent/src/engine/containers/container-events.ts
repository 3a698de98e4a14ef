import type { ContainerEvent, ContainerEventKind, ContainerId } from '@roadstead/domain';
import type { ContainerEventsReply } from '@roadstead/protocol';
import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';
import { jsonLines } from '../json-lines.js';

/** A line of `GET /events`. Source: Docker Engine API, "Monitor events". */
const RawEvent = z.object({
  Type: z.string(),
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()).nullish() }),
  timeNano: z.number(),
});
type RawEvent = z.infer<typeof RawEvent>;

/** The rest of a container's events tells of somebody looking, or of commands within it. */
const KINDS: Readonly<Record<string, ContainerEventKind>> = {
  create: 'created',
  start: 'started',
  restart: 'restarted',
  stop: 'stopped',
  kill: 'signaled',
  die: 'ended',
  oom: 'out-of-memory',
  pause: 'paused',
  unpause: 'unpaused',
  rename: 'renamed',
  update: 'updated',
  destroy: 'removed',
  commit: 'committed',
  export: 'exported',
};
const HEALTH = /^health_status: (starting|healthy|unhealthy)$/;
const MAX_LISTED = 256;
const ASK_TIMEOUT_MS = 30_000;

/**
 * What the engine remembers of a container. Everything is asked for, and sorted out here: only so it is known how far back
 * the memory goes, for it is one for all.
 */
export async function containerEvents(api: EngineApi, id: ContainerId): Promise<ContainerEventsReply> {
  const signal = AbortSignal.timeout(ASK_TIMEOUT_MS);
  const query = { since: '0', until: (Date.now() / 1000).toFixed(3) };
  const events: ContainerEvent[] = [];
  let rememberedSince: string | undefined;
  for await (const line of jsonLines(await api.stream({ method: 'GET', path: '/events', query, signal }))) {
    const parsed = RawEvent.safeParse(line);
    if (!parsed.success) continue;
    rememberedSince ??= timeOf(parsed.data);
    const event = toContainerEvent(parsed.data, id);
    if (event !== undefined) events.push(event);
  }
  return { events: events.slice(-MAX_LISTED), ...(rememberedSince && { rememberedSince }) };
}

/** @returns undefined for an event that is not about the container, or changed nothing of it */
export function toContainerEvent(raw: RawEvent, id: ContainerId): ContainerEvent | undefined {
  const attributes = raw.Actor.Attributes ?? {};
  const at = timeOf(raw);
  if (raw.Type === 'network') {
    const kind = { connect: 'connected', disconnect: 'disconnected' }[raw.Action] as ContainerEventKind | undefined;
    return kind && attributes.container === id ? { at, kind, network: attributes.name ?? '' } : undefined;
  }
  if (raw.Type !== 'container' || raw.Actor.ID !== id) return undefined;
  const health = HEALTH.exec(raw.Action)?.[1] as ContainerEvent['health'];
  const kind = health === undefined ? KINDS[raw.Action] : 'health-changed';
  if (kind === undefined) return undefined;
  return {
    at,
    kind,
    name: attributes.name,
    exitCode: kind === 'ended' ? wholeNumber(attributes.exitCode) : undefined,
    signal: kind === 'signaled' ? wholeNumber(attributes.signal) : undefined,
    oldName: kind === 'renamed' ? attributes.oldName?.replace(/^\//, '') : undefined,
    health,
  };
}

function timeOf({ timeNano }: RawEvent): string {
  return new Date(timeNano / 1e6).toISOString();
}

function wholeNumber(text: string | undefined): number | undefined {
  const value = Number(text);
  return text !== undefined && Number.isInteger(value) ? value : undefined;
}
