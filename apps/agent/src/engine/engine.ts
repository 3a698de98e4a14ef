import type { Readable } from 'node:stream';
import type {
  ContainerId,
  ContainerRecord,
  Digest,
  EngineFacts,
  ImageRecord,
  TransferProgress,
} from '@roadstead/domain';
import type { ContainerLogsRequest, JobParams, JobResult, RegistryCredential } from '@roadstead/protocol';

/**
 * The engine of this host, in domain types. What fails is a `RoadsteadError`: `engine.unreachable` when the engine does
 * not answer, `engine.refused` when it answers with an error that has no better name.
 */
export interface Engine {
  /** Reaches the engine and agrees on an API version; all else comes after it. */
  connect(): Promise<EngineFacts>;
  facts(): Promise<EngineFacts>;

  /** Cheap: one call. */
  listContainers(): Promise<ContainerSummary[]>;
  /** @returns undefined when there is no such container (any more) */
  inspectContainer(id: ContainerId): Promise<ContainerRecord | undefined>;
  /** Cheap: one call. Images as `docker images` lists them: without the intermediate ones of a build. */
  listImages(): Promise<ImageSummary[]>;
  /** @returns undefined when there is no such image (any more) */
  inspectImage(summary: ImageSummary): Promise<ImageRecord | undefined>;
  /** Changes from a moment on, until the engine ends the stream or the signal does. */
  events(since: Date, signal: AbortSignal): Promise<AsyncIterable<EngineEvent>>;

  /** @throws RoadsteadError of `registry.*` or `engine.*`; aborted: any error. */
  pull(request: PullRequest): Promise<JobResult<'image.pull'>>;
  /** @throws RoadsteadError `container.unknown` */
  containerLogs(request: ContainerLogsRequest, signal: AbortSignal): Promise<LogStream>;
}

export interface ContainerSummary {
  readonly id: ContainerId;
  /** Changes whenever the list shows a change; equals `containerSignature` of the record. */
  readonly signature: string;
}

export interface ImageSummary {
  /** Config digest. */
  readonly id: Digest;
  readonly engineId: string;
  readonly references: readonly string[];
  readonly repoDigests: readonly string[];
}

/** Something may have changed; what it is now is asked for. `at`: the event's own time, ISO 8601. */
export type EngineEvent = { readonly at: string } & (
  | { readonly subject: 'container'; readonly id: ContainerId }
  | { readonly subject: 'images' }
  | { readonly subject: 'facts' }
);

export interface PullRequest extends JobParams<'image.pull'> {
  readonly credential?: RegistryCredential;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TransferProgress) => void;
  /** A line of output, without its line end. */
  readonly onOutput: (line: string) => void;
}

export interface LogStream {
  readonly mediaType: string;
  /** The engine's bytes, untouched. Destroying it ends the engine's side. */
  readonly bytes: Readable;
}
