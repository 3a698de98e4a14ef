import {
  type ContainerId,
  type ContainerRecord,
  Digest,
  type EngineFacts,
  type ImageRecord,
  RoadsteadError,
} from '@roadstead/domain';
import { type ContainerLogsRequest, type JobResult, LOG_MEDIA_TYPES } from '@roadstead/protocol';
import { z } from 'zod';
import { InspectedContainer, ListedContainer, toContainerRecord, toContainerSummary } from './container-record.js';
import type { ContainerSummary, Engine, EngineEvent, ImageSummary, LogStream, PullRequest } from './engine.js';
import { EngineApi } from './engine-api.js';
import { asRoadsteadError, EngineRefusal, unreachable } from './engine-errors.js';
import { EVENT_FILTERS, toEngineEvents } from './engine-events.js';
import { readEngineFacts } from './engine-facts.js';
import { ImageIdentity, usesContainerdStore } from './image-identity.js';
import { ImageHistory, InspectedImage, ListedImage, mergeSameImages, namesOf, toImageRecord } from './image-record.js';
import { jsonLines } from './json-lines.js';
import { pullImage } from './pull.js';

const Tty = z.object({ Config: z.object({ Tty: z.boolean() }) });

/** A Docker engine behind its unix socket. */
export class DockerEngine implements Engine {
  private readonly api: EngineApi;
  private identity: ImageIdentity;

  constructor(socketPath: string, host: string) {
    this.api = new EngineApi(socketPath, host);
    this.identity = new ImageIdentity(this.api, false);
  }

  async connect(): Promise<EngineFacts> {
    return this.named(async () => {
      await this.api.negotiate();
      const facts = await readEngineFacts(this.api);
      this.identity = new ImageIdentity(this.api, usesContainerdStore(facts));
      return facts;
    });
  }

  facts(): Promise<EngineFacts> {
    return this.named(() => readEngineFacts(this.api));
  }

  listContainers(): Promise<ContainerSummary[]> {
    return this.named(async () => {
      const listed = await this.api.get('/containers/json', z.array(ListedContainer), { all: true });
      return listed.map(toContainerSummary);
    });
  }

  inspectContainer(id: ContainerId): Promise<ContainerRecord | undefined> {
    return this.named(async () => {
      const raw = await this.api.find(`/containers/${id}/json`, InspectedContainer);
      return raw && toContainerRecord(raw, await this.imageOf(raw));
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
    const identify = async (reference: string) => {
      const { Id } = await this.api.get(`/images/${reference}/json`, z.object({ Id: z.string() }));
      return this.identity.configDigest(Id);
    };
    return this.named(() => pullImage(this.api, identify, request));
  }

  containerLogs(request: ContainerLogsRequest, signal: AbortSignal): Promise<LogStream> {
    return this.named(async () => {
      const { containerId, follow, stdout, stderr, timestamps, tail, since, until } = request;
      const path = `/containers/${containerId}`;
      const inspected = await this.api.find(`${path}/json`, Tty);
      if (inspected === undefined) {
        throw new RoadsteadError('container.unknown', { container: containerId.slice(0, 12), host: this.api.host });
      }
      const bytes = await this.api.stream({
        method: 'GET',
        path: `${path}/logs`,
        query: { follow, stdout, stderr, timestamps, tail, since: seconds(since), until: seconds(until) },
        signal,
      });
      return { mediaType: inspected.Config.Tty ? LOG_MEDIA_TYPES.raw : LOG_MEDIA_TYPES.multiplexed, bytes };
    });
  }

  /** An image may outlive its name and not its container: then the engine's own id has to do. */
  private async imageOf({ Image }: InspectedContainer): Promise<Digest> {
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

  /** What fails gets a name. An answer that breaks off means that the engine went. */
  private async named<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof z.ZodError || error instanceof EngineRefusal) throw asRoadsteadError(error, this.api.host);
      throw error instanceof RoadsteadError ? error : unreachable(error as Error, this.api);
    }
  }
}

async function* flattened(lines: AsyncIterable<unknown>): AsyncGenerator<EngineEvent> {
  for await (const line of lines) yield* toEngineEvents(line);
}

/** The engine takes seconds since 1970 with a fraction. */
function seconds(time: string | undefined): string | undefined {
  return time === undefined ? undefined : (Date.parse(time) / 1000).toFixed(3);
}
