import {
  ContainerAction,
  ContainerDetail,
  ContainerEffect,
  ContainerEvent,
  ContainerId,
  ContainerState,
} from '@roadstead/domain';
import { z } from 'zod';

/** Does it, and answers once it is done: a stop when nothing runs any more, so after as much as its timeout. */
export const ContainerAct = z.object({ containerId: ContainerId, action: ContainerAction });
export type ContainerAct = z.infer<typeof ContainerAct>;

/** `state`: right after; absent when the container is gone. `volumes`: anonymous ones that went with it. */
export const ContainerActReply = z.object({
  effect: ContainerEffect,
  state: ContainerState.optional(),
  volumes: z.array(z.string()).optional(),
});
export type ContainerActReply = z.infer<typeof ContainerActReply>;

/** `size`: the engine walks the container's files, which takes its time. */
export const ContainerInspect = z.object({ containerId: ContainerId, size: z.boolean() });
export type ContainerInspect = z.infer<typeof ContainerInspect>;
export const ContainerInspectReply = ContainerDetail;

export const ContainerEvents = z.object({ containerId: ContainerId });
export type ContainerEvents = z.infer<typeof ContainerEvents>;

/**
 * What the engine remembers of a container, oldest first; the container may be gone. It keeps its last 256 events of any
 * kind, and none over a restart of its own: before `rememberedSince` it can tell nothing.
 */
export const ContainerEventsReply = z.object({
  events: z.array(ContainerEvent),
  /** Absent: it remembers nothing at all. */
  rememberedSince: z.iso.datetime().optional(),
});
export type ContainerEventsReply = z.infer<typeof ContainerEventsReply>;
