import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ContainerId,
  type ContainerRecord,
  Digest,
  type EngineFacts,
  type ImageName,
  type ImageRecord,
  type JobResult,
} from '@roadstead/domain';
import { z } from 'zod';
import { buildImage } from './build/build-image.js';
import { commitContainer } from './commit.js';
import { InspectedContainer, ListedContainer, toContainerRecord, toContainerSummary } from './container-record.js';
import { EngineContainers } from './containers/engine-containers.js';
import type {
  BuildRequest,
  ByteStream,
  ContainerSummary,
  Engine,
  EngineEvent,
  ImageSummary,
  ImportRequest,
  LoadRequest,
  PullRequest,
  PushRequest,
  VerbRequest,
} from './engine.js';
import { EngineApi } from './engine-api.js';
import { EngineRefusal, naming } from './engine-errors.js';
import { EVENT_FILTERS, toEngineEvents } from './engine-events.js';
import { readEngineFacts } from './engine-facts.js';
import { ContainerFiles } from './files/container-files.js';
import { ImageIdentity, usesContainerdStore } from './image-identity.js';
import { ImageNames } from './image-names.js';
import { ImageHistory, InspectedImage, ListedImage, mergeSameImages, namesOf, toImageRecord } from './image-record.js';
import { importImage } from './import.js';
import { jsonLines } from './json-lines.js';
import { loadImages } from './load.js';
import { EngineLogs } from './logs/engine-logs.js';
import { EngineImagePackages } from './packages/engine-image-packages.js';
import { isForReading } from './packages/image-copy.js';
import { pruneBuilder, pruneContainers, pruneImages } from './prune.js';
import { pullImage } from './pull.js';
import { pushImage } from './push.js';
import { removeImage } from './remove.js';
import { EngineResources } from './resources/resources.js';
import { exportContainer, saveImages } from './save.js';
import { StatsOfEngine } from './stats/engine-stats.js';
import { tagImage } from './tag.js';
import { EngineTerminals } from './terminals/engine-terminals.js';

/** A Docker engine behind its unix socket. */
export class DockerEngine implements Engine {
  readonly containers: EngineContainers;
  readonly resources: EngineResources;
  readonly files: ContainerFiles;
  readonly stats: StatsOfEngine;
  readonly terminals: EngineTerminals;
  readonly logs: EngineLogs;
  readonly packages: EngineImagePackages;
  private readonly api: EngineApi;
  private identity: ImageIdentity;
  private images: ImageNames;

  /** @param spoolDir where what engines want in another order than it comes is kept meanwhile */
  constructor(
    socketPath: string,
    host: string,
    private readonly spoolDir = join(tmpdir(), 'roadstead-agent'),
  ) {
    this.api = new EngineApi(socketPath, host);
    this.files = new ContainerFiles(this.api);
    this.terminals = new EngineTerminals(this.api);
    this.logs = new EngineLogs(this.api);
    this.identity = new ImageIdentity(this.api, false);
    this.images = new ImageNames(this.api, this.identity);
    this.containers = new EngineContainers(
      this.api,
      (container) => this.imageOf(container),
      () => this.images,
    );
    this.resources = new EngineResources(this.api, () => this.images);
    this.stats = new StatsOfEngine(this.api);
    this.packages = new EngineImagePackages(this.api, this.files, () => this.images);
  }

  async connect(): Promise<EngineFacts> {
    return this.named(async () => {
      await this.api.negotiate();
      const facts = await readEngineFacts(this.api);
      this.identity = new ImageIdentity(this.api, usesContainerdStore(facts));
      this.images = new ImageNames(this.api, this.identity);
      await this.packages.sweep();
      // It takes as long as a container takes to stop.
      void this.containers.sweep();
      return facts;
    });
  }

  facts(): Promise<EngineFacts> {
    return this.named(() => readEngineFacts(this.api));
  }

  listContainers(): Promise<ContainerSummary[]> {
    return this.named(async () => {
      const listed = await this.api.get('/containers/json', z.array(ListedContainer), { all: true });
      return listed.filter((each) => !isForReading(each.State, each.Names?.[0], each.Labels)).map(toContainerSummary);
    });
  }

  inspectContainer(id: ContainerId): Promise<ContainerRecord | undefined> {
    return this.named(async () => {
      const raw = await this.api.find(`/containers/${id}/json`, InspectedContainer);
      if (raw === undefined || isForReading(raw.State.Status, raw.Name, raw.Config.Labels)) return undefined;
      return toContainerRecord(raw, await this.imageOf(raw));
    });
  }

  listImages(): Promise<ImageSummary[]> {
    return this.named(async () => {
      const listed = await this.api.get('/images/json', z.array(ListedImage));
      const summaries: ImageSummary[] = [];
      for (const raw of listed) {
        const id = await this.configDigestOf(raw.Id);
        if (id !== undefined) summaries.push({ id, engineId: raw.Id, ...namesOf(raw) });
      }
      return mergeSameImages(summaries);
    });
  }

  inspectImage(summary: ImageSummary): Promise<ImageRecord | undefined> {
    return this.named(async () => {
      const path = `/images/${summary.engineId}`;
      const raw = await this.api.find(`${path}/json`, InspectedImage);
      const history = await this.api.find(`${path}/history`, ImageHistory);
      return raw && history && toImageRecord(summary, raw, history);
    });
  }

  events(since: Date, signal: AbortSignal): Promise<AsyncIterable<EngineEvent>> {
    return this.named(async () => {
      const query = { since: (since.getTime() / 1000).toFixed(3), filters: EVENT_FILTERS };
      const lines = jsonLines(await this.api.stream({ method: 'GET', path: '/events', query, signal }));
      return flattened(lines);
    });
  }

  pull(request: PullRequest): Promise<JobResult<'image.pull'>> {
    return this.named(() => pullImage(this.api, this.images, request));
  }

  push(request: PushRequest): Promise<JobResult<'image.push'>> {
    return this.named(() => pushImage(this.api, this.images, request));
  }

  build(request: BuildRequest): Promise<JobResult<'image.build'>> {
    const { api, images, spoolDir } = this;
    const { containerdStore } = this.identity;
    return this.named(() => buildImage({ api, images, containerdStore, spoolDir }, request));
  }

  tag(request: VerbRequest<'image.tag'>): Promise<JobResult<'image.tag'>> {
    return this.named(() => tagImage(this.api, this.images, request));
  }

  removeImage(request: VerbRequest<'image.remove'>): Promise<JobResult<'image.remove'>> {
    return this.named(() => removeImage(this.api, this.images, request));
  }

  importImage(request: ImportRequest): Promise<JobResult<'image.import'>> {
    return this.named(() => importImage(this.api, this.images, request));
  }

  load(request: LoadRequest): Promise<JobResult<'image.load'>> {
    return this.named(() => loadImages(this.api, this.images, request));
  }

  commit(request: VerbRequest<'container.commit'>): Promise<JobResult<'container.commit'>> {
    return this.named(() => commitContainer(this.api, this.images, request));
  }

  pruneImages(request: VerbRequest<'image.prune'>): Promise<JobResult<'image.prune'>> {
    return this.named(() => pruneImages(this.api, request));
  }

  pruneContainers(request: VerbRequest<'container.prune'>): Promise<JobResult<'container.prune'>> {
    return this.named(() => pruneContainers(this.api, request));
  }

  pruneBuilder(request: VerbRequest<'builder.prune'>): Promise<JobResult<'builder.prune'>> {
    return this.named(() => pruneBuilder(this.api, request));
  }

  saveImages(images: readonly ImageName[], signal: AbortSignal): Promise<ByteStream> {
    return this.named(() => saveImages(this.api, this.images, images, signal));
  }

  exportContainer(id: ContainerId, signal: AbortSignal): Promise<ByteStream> {
    return this.named(() => exportContainer(this.api, id, signal));
  }

  /** An image may outlive its name and not its container: then the engine's own id has to do. */
  private async imageOf({ Image }: Pick<InspectedContainer, 'Image'>): Promise<Digest> {
    return (await this.configDigestOf(Image)) ?? Digest.parse(Image);
  }

  /** @returns undefined when the engine does not say it: the image is gone, or its content is not there */
  private async configDigestOf(engineId: string): Promise<Digest | undefined> {
    try {
      return await this.identity.configDigest(engineId);
    } catch (error) {
      if (error instanceof EngineRefusal || error instanceof z.ZodError) return undefined;
      throw error;
    }
  }

  private named<T>(call: () => Promise<T>): Promise<T> {
    return naming(this.api, call);
  }
}

async function* flattened(lines: AsyncIterable<unknown>): AsyncGenerator<EngineEvent> {
  for await (const line of lines) yield* toEngineEvents(line);
}
