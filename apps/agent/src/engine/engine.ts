import type { Readable } from 'node:stream';
import type {
  ContainerAction,
  ContainerDetail,
  ContainerId,
  ContainerRecord,
  Digest,
  EngineFacts,
  ImageName,
  ImageRecord,
  JobId,
  JobKind,
  JobParams,
  JobResult,
  TransferProgress,
} from '@roadstead/domain';
import type { ContainerActReply, ContainerEventsReply, ContextList, RegistryCredential } from '@roadstead/protocol';
import type { ContainerFiles } from './files/container-files.js';
import type { EngineLogs } from './logs/engine-logs.js';
import type { EngineImagePackages } from './packages/engine-image-packages.js';
import type { EngineResources } from './resources/resources.js';
import type { StatsOfEngine } from './stats/engine-stats.js';
import type { EngineTerminals } from './terminals/engine-terminals.js';

/**
 * The engine of this host, in domain types. What fails is a `RoadsteadError`: `engine.unreachable` when the engine does
 * not answer, `engine.refused` when it answers with an error that has no better name.
 */
export interface Engine {
  readonly containers: ContainerVerbs;
  /** Disk usage, volumes and networks. */
  readonly resources: EngineResources;
  /** What containers and the host use, and their processes. */
  readonly stats: Pick<StatsOfEngine, 'containers' | 'host' | 'keepOnly' | 'top'>;
  readonly logs: EngineLogs;
  /** Packages in images. */
  readonly packages: Pick<EngineImagePackages, 'read'>;

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

  // The verbs. Each fails with a RoadsteadError that says why, of `engine.*` besides the codes named; aborted: with any
  // error, once nothing of it is left. An image id in a result is a config digest.

  /** @throws RoadsteadError of `registry.*` */
  pull(request: PullRequest): Promise<JobResult<'image.pull'>>;
  /** @throws RoadsteadError of `registry.*`, `image.not-on-host` */
  push(request: PushRequest): Promise<JobResult<'image.push'>>;
  /** Steps are progress. @throws RoadsteadError of `build.*`, `registry.*` and what `openInput` throws */
  build(request: BuildRequest): Promise<JobResult<'image.build'>>;
  /** @throws RoadsteadError `image.not-on-host` */
  tag(request: VerbRequest<'image.tag'>): Promise<JobResult<'image.tag'>>;
  /** @throws RoadsteadError `image.not-on-host`, `image.in-use`, `image.has-children`, `image.several-names` */
  removeImage(request: VerbRequest<'image.remove'>): Promise<JobResult<'image.remove'>>;
  /** @throws RoadsteadError `archive.invalid`, `image.change-refused`, and what the archive failed with */
  importImage(request: ImportRequest): Promise<JobResult<'image.import'>>;
  /** @throws RoadsteadError `archive.invalid`, and what the archive failed with */
  load(request: LoadRequest): Promise<JobResult<'image.load'>>;
  /** @throws RoadsteadError `container.unknown`, `image.change-refused` */
  commit(request: VerbRequest<'container.commit'>): Promise<JobResult<'container.commit'>>;
  pruneImages(request: VerbRequest<'image.prune'>): Promise<JobResult<'image.prune'>>;
  pruneContainers(request: VerbRequest<'container.prune'>): Promise<JobResult<'container.prune'>>;
  pruneBuilder(request: VerbRequest<'builder.prune'>): Promise<JobResult<'builder.prune'>>;

  /** A tar as of `docker save`. @throws RoadsteadError `image.not-on-host` */
  saveImages(images: readonly ImageName[], signal: AbortSignal): Promise<ByteStream>;
  /** A tar as of `docker export`. @throws RoadsteadError `container.unknown` */
  exportContainer(id: ContainerId, signal: AbortSignal): Promise<ByteStream>;

  readonly files: ContainerFiles;
  readonly terminals: EngineTerminals;
}

/** One container at a time. */
export interface ContainerVerbs {
  /** It is done when this answers. @throws RoadsteadError `container.*` */
  act(id: ContainerId, action: ContainerAction): Promise<ContainerActReply>;
  /** @throws RoadsteadError `container.unknown` */
  inspect(id: ContainerId, options: { size: boolean }): Promise<ContainerDetail>;
  /**
   * Makes a container and starts it, once for its job.
   * @throws RoadsteadError `container.*`, `image.not-on-host`, `container.network-missing`, of `registry.*`; aborted: any error
   */
  run(request: RunRequest): Promise<JobResult<'container.run'>>;
  /**
   * Puts another in a container's place, with its settings, on what the image's name stands for; the old one is kept until
   * the new one has proved itself, and put back if it does not.
   * @throws RoadsteadError `container.*`, `image.not-on-host`, of `registry.*`; aborted: any error
   */
  recreate(request: RecreateRequest): Promise<JobResult<'container.recreate'>>;
  /** What the engine remembers of it, also when it is gone. */
  events(id: ContainerId): Promise<ContainerEventsReply>;
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

/** How a verb that takes its time is watched and ended. */
export interface Watch {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TransferProgress) => void;
  /** A line of output, without its line end. */
  readonly onOutput: (line: string) => void;
}

/** A verb that needs no more than its parameters. */
export type VerbRequest<K extends JobKind> = JobParams<K> & Watch;

/** `credential`: of the registry that the reference belongs to. */
export type PullRequest = VerbRequest<'image.pull'> & { readonly credential?: RegistryCredential };
export type PushRequest = VerbRequest<'image.push'> & { readonly credential?: RegistryCredential };

/** Bytes that a verb reads; `size`: how many, where that is known. They are destroyed when the verb ends. */
export interface Archive {
  readonly body: Readable;
  readonly size?: number;
}

export type RunRequest = VerbRequest<'container.run'> & {
  readonly jobId: JobId;
  /** For a pull. */
  readonly credential?: RegistryCredential;
};

export type RecreateRequest = VerbRequest<'container.recreate'> & Pick<RunRequest, 'jobId' | 'credential'>;

export type BuildRequest = VerbRequest<'image.build'> & {
  /** For base images and for the push. */
  readonly credentials: readonly RegistryCredential[];
  /** The context as a plain tar; anew with each call. `listFirst`: what is in it is wanted before its bytes, if it can be had. */
  readonly openInput: (wishes?: { readonly listFirst: boolean }) => Promise<Archive & { readonly list?: ContextList }>;
};

export type ImportRequest = VerbRequest<'image.import'> & { readonly archive: Archive };
export type LoadRequest = VerbRequest<'image.load'> & { readonly archive: Archive };

/** Bytes of the engine. */
export interface ByteStream {
  readonly mediaType: string;
  /** How many will come, where that is known; fewer or more are an error. */
  readonly size?: number;
  /** Destroying it ends the engine's side. */
  readonly bytes: Readable;
}
