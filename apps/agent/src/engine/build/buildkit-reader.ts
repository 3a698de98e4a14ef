import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';
import type { EngineLine } from '../engine-lines.js';
import type { LayerTracker } from '../layer-tracker.js';
import { decodeStatusResponse, type Vertex, type VertexLog, type VertexStatus } from './status-response.js';
import type { StepLog } from './step-log.js';

const BuiltImage = z.object({ ID: z.string() });
const BLOB = /^sha256:([0-9a-f]{12})/;
const EXTRACTED_LAYER = /^extracting sha256:([0-9a-f]{12})/;
/** Another step failed, or the user ended the build. */
const CANCELED = /context canceled$/;

/** Reads the answer of BuildKit: its steps are the vertexes of a graph, told as protobuf in base64. */
export class BuildKitReader {
  imageId?: string;
  /** By step: several bytes of one character may come apart. */
  readonly #decoders = new Map<string, StringDecoder>();
  /** Bytes of blobs that were fetched before anything has told whether they are layers, by short digest. */
  readonly #fetched = new Map<string, number>();
  readonly #noted = new Set<string>();

  constructor(
    private readonly steps: StepLog,
    private readonly layers: LayerTracker,
  ) {}

  /** @returns whether steps or layers have changed; output alone changes neither */
  take({ id, aux }: EngineLine): boolean {
    if (id === 'moby.image.id') this.imageId = BuiltImage.safeParse(aux).data?.ID;
    if (id !== 'moby.buildkit.trace' || typeof aux !== 'string') return false;
    const { vertexes, statuses, logs } = decodeStatusResponse(Buffer.from(aux, 'base64'));
    for (const { digest, name } of inOrder(vertexes)) this.steps.announce(digest, name, stageOf(name));
    // The end of a step may come together with its last words.
    const talking = new Set([...statuses, ...logs].map(({ vertex }) => vertex));
    const silent = vertexes.filter(({ digest }) => !talking.has(digest));
    for (const vertex of vertexes) if (talking.has(vertex.digest)) this.#takeBeginning(vertex);
    for (const status of statuses) this.#takeStatus(status);
    for (const log of logs) this.#takeLog(log);
    for (const vertex of vertexes) if (talking.has(vertex.digest)) this.#takeEnd(vertex);
    for (const vertex of silent) {
      this.#takeBeginning(vertex);
      this.#takeEnd(vertex);
    }
    return vertexes.length + statuses.length > 0;
  }

  #takeBeginning({ digest, started }: Vertex): void {
    if (started !== undefined) this.steps.begin(digest, started);
  }

  #takeLog({ vertex, timestamp = '', message }: VertexLog): void {
    const decoder = this.#decoders.get(vertex) ?? new StringDecoder('utf8');
    this.#decoders.set(vertex, decoder);
    this.steps.write(vertex, decoder.write(Buffer.from(message)), timestamp);
  }

  #takeEnd({ digest, completed, cached, error }: Vertex): void {
    if (completed === undefined) return;
    if (error === '') this.steps.end(digest, cached ? 'cached' : 'done', completed);
    else if (CANCELED.test(error)) this.steps.end(digest, 'canceled', completed);
    else this.steps.end(digest, 'failed', completed, error);
  }

  #takeStatus(status: VertexStatus): void {
    const blob = BLOB.exec(status.id)?.[1];
    if (blob !== undefined) this.#takeBlob(blob, status);
    const layer = EXTRACTED_LAYER.exec(status.id)?.[1];
    if (layer !== undefined) this.#takeExtraction(layer, status);
    const { id, vertex, started, completed } = status;
    if (completed === undefined || this.#noted.has(vertex + id)) return;
    this.#noted.add(vertex + id);
    this.steps.note(vertex, `${id} ${seconds(started, completed)}s done`);
  }

  /** A blob is a layer if it is waited for, seen on its way, or extracted; manifests and configurations are just there. */
  #takeBlob(id: string, { name, current, total }: VertexStatus): void {
    if (name === 'waiting') this.layers.take({ id, status: 'Waiting', aux: undefined });
    if (name === 'downloading') this.#takeBytes(id, current, total);
    if (name === 'done') this.#fetched.set(id, total);
  }

  #takeExtraction(id: string, { completed }: VertexStatus): void {
    const size = this.#fetched.get(id) ?? 0;
    this.#takeBytes(id, size, size);
    this.layers.take({ id, status: completed === undefined ? 'Extracting' : 'Pull complete', aux: undefined });
  }

  #takeBytes(id: string, current: number, total: number): void {
    this.layers.take({ id, status: 'Downloading', progressDetail: { current, total }, aux: undefined });
  }
}

/** Each after its inputs: newer engines name the steps from the last to the first. */
function inOrder(vertexes: readonly Vertex[]): Vertex[] {
  const byDigest = new Map(vertexes.map((vertex) => [vertex.digest, vertex]));
  const ordered = new Set<Vertex>();
  const add = (vertex: Vertex): void => {
    byDigest.delete(vertex.digest);
    for (const input of vertex.inputs.flatMap((digest) => byDigest.get(digest) ?? [])) add(input);
    ordered.add(vertex);
  };
  for (const vertex of vertexes) if (byDigest.has(vertex.digest)) add(vertex);
  return [...ordered];
}

/** `build` of `[build 2/4] RUN npm ci` and of `[linux/arm64 build 2/4] …`; absent where the stage has no name. */
function stageOf(name: string): string | undefined {
  const words = /^\[(?:\S+\/\S+ +)?(\S+) +\d+\/\d+\]/.exec(name)?.[1];
  return words?.includes('/') ? undefined : words;
}

function seconds(started: string | undefined, completed: string): string {
  return Math.max(0, (Date.parse(completed) - Date.parse(started ?? completed)) / 1000).toFixed(1);
}
