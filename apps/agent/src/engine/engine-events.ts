import { ContainerId } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineEvent } from './engine.js';

/** A line of `GET /events`. Source: Docker Engine API, "Monitor events". */
const RawEvent = z.object({
  Type: z.string(),
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()).nullish() }),
  timeNano: z.number(),
});

/** What is asked of the engine; the rest of its events changes nothing that the inventory shows. */
export const EVENT_FILTERS = JSON.stringify({ type: ['container', 'image', 'network', 'daemon'] });

/** They tell of somebody looking at a container or its files, not of a change of the container. */
const LOOKING = ['top', 'attach', 'detach', 'resize', 'archive-path', 'extract-to-dir', 'export', 'copy'];

/**
 * What an engine's event may have changed. `commit` comes as an event of the container; a build by the classic builder
 * without a tag shows only by the containers of its steps, so an end of a container marks the images too.
 */
export function toEngineEvents(raw: unknown): EngineEvent[] {
  const parsed = RawEvent.safeParse(raw);
  if (!parsed.success) return [];
  const { Type, Action, Actor, timeNano } = parsed.data;
  const at = new Date(timeNano / 1e6).toISOString();
  switch (Type) {
    case 'container':
      return containerEvents(Action, Actor.ID, at);
    case 'network':
      return Action === 'connect' || Action === 'disconnect' ? changed(Actor.Attributes?.container, at) : [];
    case 'image':
      // A push gives an image a digest of its repository.
      return Action === 'save' ? [] : [{ subject: 'images', at }];
    case 'daemon':
      return [{ subject: 'facts', at }];
    default:
      return [];
  }
}

function containerEvents(action: string, id: string, at: string): EngineEvent[] {
  if (action.startsWith('exec_') || LOOKING.includes(action)) return [];
  if (action === 'commit') return [{ subject: 'images', at }];
  return action === 'destroy' ? [...changed(id, at), { subject: 'images', at }] : changed(id, at);
}

function changed(id: string | undefined, at: string): EngineEvent[] {
  const container = ContainerId.safeParse(id);
  return container.success ? [{ subject: 'container', id: container.data, at }] : [];
}
