import {
  ContainerAction,
  ContainerDetail,
  ContainerEffect,
  ContainerId,
  ContainerName,
  ContainerState,
  ContainerVerb,
  ErrorBody,
  HostId,
  MAX_STOP_SECONDS,
  SignalName,
} from '@roadstead/domain';
import { z } from 'zod';

const Flag = z.enum(['true', 'false']).default('false');

/** `size`: also the sizes, for which the engine walks the container's files. */
export const DetailQuery = z.object({ size: Flag });

/** What the engine tells of a container when it is asked, and where it is. */
export const ContainerInspection = ContainerDetail.extend({ hostId: HostId, hostName: z.string() });
export type ContainerInspection = z.infer<typeof ContainerInspection>;

const timeoutSeconds = z.number().int().min(0).max(MAX_STOP_SECONDS).optional();

/** Seconds until it is killed, and what it is sent first; absent: as the container has them. */
export const StopBody = z.object({ timeoutSeconds, signal: SignalName.optional() });
export const KillBody = z.object({ signal: SignalName.default('SIGKILL') });
export const RenameBody = z.object({ name: ContainerName });
/** `volumes`: its anonymous volumes too. */
export const RemoveQuery = z.object({ force: Flag, volumes: Flag });

/** What became of a verb. */
export const ContainerActed = z.object({
  hostId: HostId,
  containerId: ContainerId,
  /** Its name before. */
  name: z.string(),
  verb: ContainerVerb,
  /** `unchanged`: it was so already. */
  effect: ContainerEffect,
  /** Right after; absent when the container is gone. The inventory may know more by now. */
  state: ContainerState.optional(),
  /** Anonymous volumes that went with it. */
  volumes: z.array(z.string()).optional(),
});
export type ContainerActed = z.infer<typeof ContainerActed>;

/** Targets of one request. */
export const MAX_TARGETS = 200;

export const ActOnContainersBody = z.object({
  action: ContainerAction.refine(({ verb }) => verb !== 'rename', 'several containers cannot have one name'),
  targets: z
    .array(z.object({ hostId: HostId, containerId: ContainerId }))
    .min(1)
    .max(MAX_TARGETS),
});
export type ActOnContainersBody = z.input<typeof ActOnContainersBody>;

/** One for each target, in the order in which they were named. */
export const ActOnContainersReply = z.object({
  results: z.array(
    z.discriminatedUnion('ok', [
      z.object({ ok: z.literal(true), acted: ContainerActed }),
      z.object({
        ok: z.literal(false),
        hostId: HostId,
        containerId: ContainerId,
        /** As far as it is known. */
        name: z.string().optional(),
        hostName: z.string().optional(),
        error: ErrorBody,
      }),
    ]),
  ),
});
export type ActOnContainersReply = z.infer<typeof ActOnContainersReply>;
