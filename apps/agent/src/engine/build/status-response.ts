import { BinaryReader } from '@bufbuild/protobuf/wire';

/** `moby.buildkit.v1.StatusResponse`: what has become of the steps since the last one. Times are ISO 8601. */
export interface StatusResponse {
  readonly vertexes: readonly Vertex[];
  readonly statuses: readonly VertexStatus[];
  readonly logs: readonly VertexLog[];
}

/** A step. It comes again, whole, whenever it changes. */
export interface Vertex {
  digest: string;
  /** Digests of the steps that come before it. */
  inputs: string[];
  name: string;
  cached: boolean;
  started?: string;
  completed?: string;
  /** Empty while all is well. */
  error: string;
}

/** Work within a step that is measured for itself, such as the transfer of one layer. */
export interface VertexStatus {
  id: string;
  /** Digest of the step. */
  vertex: string;
  name: string;
  /** Bytes; `total` 0 where it is unknown. */
  current: number;
  total: number;
  started?: string;
  completed?: string;
}

/** A piece of a step's output; it may begin and end within a line. */
export interface VertexLog {
  vertex: string;
  timestamp?: string;
  message: Uint8Array;
}

/** What to do with each field of a message, by its number. Fields that are not here are skipped. */
type Fields<T> = Readonly<Record<number, (reader: BinaryReader, message: T) => void>>;

const TIMESTAMP: Fields<{ seconds: number; nanos: number }> = {
  1: (reader, time) => {
    time.seconds = Number(reader.int64());
  },
  2: (reader, time) => {
    time.nanos = reader.int32();
  },
};

const VERTEX: Fields<Vertex> = {
  1: (reader, vertex) => {
    vertex.digest = reader.string();
  },
  2: (reader, vertex) => {
    vertex.inputs.push(reader.string());
  },
  3: (reader, vertex) => {
    vertex.name = reader.string();
  },
  4: (reader, vertex) => {
    vertex.cached = reader.bool();
  },
  5: (reader, vertex) => {
    vertex.started = readTimestamp(reader);
  },
  6: (reader, vertex) => {
    vertex.completed = readTimestamp(reader);
  },
  7: (reader, vertex) => {
    vertex.error = reader.string();
  },
};

const VERTEX_STATUS: Fields<VertexStatus> = {
  1: (reader, status) => {
    status.id = reader.string();
  },
  2: (reader, status) => {
    status.vertex = reader.string();
  },
  3: (reader, status) => {
    status.name = reader.string();
  },
  4: (reader, status) => {
    status.current = Number(reader.int64());
  },
  5: (reader, status) => {
    status.total = Number(reader.int64());
  },
  7: (reader, status) => {
    status.started = readTimestamp(reader);
  },
  8: (reader, status) => {
    status.completed = readTimestamp(reader);
  },
};

const VERTEX_LOG: Fields<VertexLog> = {
  1: (reader, log) => {
    log.vertex = reader.string();
  },
  2: (reader, log) => {
    log.timestamp = readTimestamp(reader);
  },
  4: (reader, log) => {
    log.message = reader.bytes();
  },
};

const STATUS_RESPONSE: Fields<{ vertexes: Vertex[]; statuses: VertexStatus[]; logs: VertexLog[] }> = {
  1: (reader, { vertexes }) => {
    vertexes.push(readNested(reader, VERTEX, { digest: '', inputs: [], name: '', cached: false, error: '' }));
  },
  2: (reader, { statuses }) => {
    statuses.push(readNested(reader, VERTEX_STATUS, { id: '', vertex: '', name: '', current: 0, total: 0 }));
  },
  3: (reader, { logs }) => {
    logs.push(readNested(reader, VERTEX_LOG, { vertex: '', message: new Uint8Array() }));
  },
};

/**
 * Source of the numbers: moby/buildkit, api/services/control/control.proto.
 * @param bytes protobuf
 * @throws Error for bytes that are no message
 */
export function decodeStatusResponse(bytes: Uint8Array): StatusResponse {
  return readMessage(new BinaryReader(bytes), STATUS_RESPONSE, { vertexes: [], statuses: [], logs: [] });
}

function readTimestamp(reader: BinaryReader): string {
  const { seconds, nanos } = readNested(reader, TIMESTAMP, { seconds: 0, nanos: 0 });
  return new Date(seconds * 1000 + nanos / 1e6).toISOString();
}

function readNested<T>(reader: BinaryReader, fields: Fields<T>, message: T): T {
  return readMessage(new BinaryReader(reader.bytes()), fields, message);
}

function readMessage<T>(reader: BinaryReader, fields: Fields<T>, message: T): T {
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const read = fields[number];
    if (read === undefined) reader.skip(wireType, number);
    else read(reader, message);
  }
  return message;
}
