import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import Docker from 'dockerode';
import { z } from 'zod';
import { EngineRefusal, engineError } from './engine-errors.js';

/** The newest version that this agent was tried with; the engine's own where that is older. */
const NEWEST_API: ApiVersion = [1, 45];
/** Docker 20.10. */
const OLDEST_API: ApiVersion = [1, 41];

/** An engine that has not given a whole answer after so long hangs. */
const ANSWER_TIMEOUT_MS = 60_000;

type ApiVersion = readonly [major: number, minor: number];
type QueryValue = string | number | boolean | undefined;
/** A list is a key that comes more than once. */
type Query = Record<string, QueryValue | readonly string[]>;

export interface StreamCall {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Query;
  /** A stream is sent as it comes, and held back by the engine; it is the caller's to destroy. */
  readonly body?: { readonly json: object } | { readonly stream: Readable; readonly mediaType: string };
  /** Sent as X-Registry-Auth: see `registryAuth`. */
  readonly auth?: object;
  /** Sent as X-Registry-Config: see `registryConfig`. */
  readonly registryConfig?: object;
  /** Cuts the connection, also while the answer is read. */
  readonly signal?: AbortSignal;
  /** Asks for the connection itself, to go on with in both directions. */
  readonly hijack?: true;
}

/** Every other status is a refusal. */
const SUCCESS = { 200: true, 201: true, 204: true };

const Versions = z.object({ ApiVersion: z.string(), MinAPIVersion: z.string().default('1.12'), Version: z.string() });

/** Calls of the Engine API over the engine's socket. Errors are told apart in `engine-errors.ts`. */
export class EngineApi {
  private docker: Docker;
  private agreed: ApiVersion = OLDEST_API;

  constructor(
    readonly socketPath: string,
    /** Name of this host, for messages. */
    readonly host: string,
  ) {
    this.docker = new Docker({ socketPath });
  }

  /** @throws EngineRefusal when no version suits both. */
  async negotiate(): Promise<void> {
    const unversioned = new Docker({ socketPath: this.socketPath });
    const versions = await this.whole(unversioned, '/version', Versions);
    const theirs = parseVersion(versions.ApiVersion);
    if (isOlder(theirs, OLDEST_API) || isOlder(NEWEST_API, parseVersion(versions.MinAPIVersion))) {
      throw new EngineRefusal(
        400,
        `Docker ${versions.Version} speaks API ${versions.MinAPIVersion} to ${versions.ApiVersion}, ` +
          `and this agent ${OLDEST_API.join('.')} to ${NEWEST_API.join('.')}`,
      );
    }
    this.agreed = isOlder(theirs, NEWEST_API) ? theirs : NEWEST_API;
    this.docker = new Docker({ socketPath: this.socketPath, version: `v${this.agreed.join('.')}` });
  }

  /** Whether the version that is spoken with the engine has what came with this one. */
  speaks(major: number, minor: number): boolean {
    return !isOlder(this.agreed, [major, minor]);
  }

  /** One whole answer, parsed. @throws EngineRefusal, RoadsteadError `engine.unreachable` */
  get<T extends z.ZodType>(path: string, answer: T, query: Query = {}): Promise<z.infer<T>> {
    return this.whole(this.docker, path, answer, query);
  }

  /** As `get`, and undefined where the engine knows no such thing. */
  async find<T extends z.ZodType>(path: string, answer: T, query: Query = {}): Promise<z.infer<T> | undefined> {
    try {
      return await this.get(path, answer, query);
    } catch (error) {
      if (error instanceof EngineRefusal && error.status === 404) return undefined;
      throw error;
    }
  }

  /** One whole answer to any call, parsed; for as long as the engine takes. @throws as `get` */
  async ask<T extends z.ZodType>(call: StreamCall, answer: T): Promise<z.infer<T>> {
    return answer.parse(JSON.parse(await text(await this.stream(call))));
  }

  /** A call whose answer says nothing but that it is done. @throws as `get` */
  async run(call: StreamCall): Promise<void> {
    await text(await this.stream(call));
  }

  /** A header of the answer to `/_ping`, in which engines say what they can do. @throws as `get` */
  pingHeader(name: string): Promise<string | undefined> {
    return this.header({ method: 'GET', path: '/_ping' }, name);
  }

  /** A header of an answer, whose body is of no interest. @throws as `get` */
  async header(call: StreamCall, name: string): Promise<string | undefined> {
    const answer = await this.dial(this.docker, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS), ...call });
    answer.resume();
    const value = answer instanceof IncomingMessage ? answer.headers[name] : undefined;
    return typeof value === 'string' ? value : undefined;
  }

  /** The body of an answer as it comes. @throws EngineRefusal, RoadsteadError `engine.unreachable` */
  stream(call: StreamCall): Promise<Readable> {
    return this.dial(this.docker, call);
  }

  /** A call after which the connection carries bytes both ways. Destroying it ends it. @throws as `get` */
  async duplex(call: StreamCall): Promise<Duplex> {
    const connection = await this.dial(this.docker, { ...call, hijack: true });
    if (connection instanceof Socket) {
      // Whoever has it looks for its end; an error that nobody listens to would end the agent.
      connection.on('error', () => undefined);
      return connection;
    }
    connection.destroy();
    throw new EngineRefusal(400, 'it did not hand its connection over');
  }

  /** What comes after GET for a call that is made past docker-modem, with the version that was agreed on. */
  target(path: string, query: Query): string {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) if (value !== undefined) search.append(name, String(value));
    return `/v${this.agreed.join('.')}${path}?${search}`;
  }

  /** Read here, for docker-modem waits for ever for the rest of an answer that breaks off. */
  private async whole<T extends z.ZodType>(
    docker: Docker,
    path: string,
    answer: T,
    query: Query = {},
  ): Promise<z.infer<T>> {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const body = await this.dial(docker, { method: 'GET', path, query, signal });
    return answer.parse(JSON.parse(await text(body)));
  }

  private dial(docker: Docker, call: StreamCall): Promise<Readable> {
    const { method, path, query = {}, body, auth, registryConfig, signal, hijack } = call;
    return new Promise((resolve, reject) => {
      docker.modem.dial(
        {
          method,
          path: `${path}?`,
          options: { _query: dropAbsent(query), _body: body && 'json' in body ? body.json : {} },
          ...(body && 'stream' in body && { file: body.stream, headers: { 'Content-Type': body.mediaType } }),
          ...(auth && { authconfig: auth }),
          ...(registryConfig && { registryconfig: registryConfig }),
          ...(signal && { abortSignal: signal }),
          ...(hijack && { hijack }),
          isStream: true,
          statusCodes: SUCCESS,
        },
        (error, result) => (error ? reject(engineError(error, this)) : resolve(result as Readable)),
      );
    });
  }
}

function dropAbsent(query: Query): object {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));
}

function parseVersion(text: string): ApiVersion {
  const [major = 0, minor = 0] = text.split('.').map(Number);
  return [major, minor];
}

function isOlder(a: ApiVersion, b: ApiVersion): boolean {
  return a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
}
