import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { Job } from '@roadstead/contract';
import type { HostId, JobId } from '@roadstead/domain';
import {
  AGENT_NAMESPACE,
  AGENT_PATHS,
  COMMANDS,
  type CommandName,
  type CommandRequest,
  type CommandResponse,
  challengeMessage,
  type EventName,
  type EventRequest,
  type Hello,
  type JobEvent,
  type JobReport,
  type JobStart,
  PROTOCOL_VERSION,
  type Reply,
  SOCKET_PATH,
  succeed,
} from '@roadstead/protocol';
import { io, type Socket } from 'socket.io-client';
import { until } from './api-harness.js';

type Handler<K extends CommandName> = (request: CommandRequest<K>) => Reply<CommandResponse<K>> | undefined;

/** An agent that speaks the real protocol and does what the test says. `undefined` from a handler: no answer. */
export class ScriptedAgent {
  readonly hostId = randomUUID() as HostId;
  readonly publicKey: string;
  readonly starts: JobStart[] = [];
  readonly cancels: { jobId: JobId; attempt: number }[] = [];
  onStart: Handler<'job.start'> = () => succeed({ adopted: false });
  onCancel: Handler<'job.cancel'> = () => succeed({ known: true });
  onStream: Handler<'stream.open'> = () => undefined;
  /** To every other command; one that is not named here is not answered. */
  readonly answers: { [K in CommandName]?: Handler<K> } = {};
  readonly watches: CommandRequest<'stats.watch'>[] = [];
  onTop: Handler<'container.top'> = () => succeed({ processes: [], more: 0 });
  /** Of the process; absent: each connect is that of a new one. */
  instanceId?: string;
  readonly #privateKey;
  #socket: Socket | undefined;

  constructor(readonly name: string) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.publicKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    this.#privateKey = privateKey;
  }

  /** Connects and says hello with the jobs that it has. */
  async connect(api: { readonly url: string }, jobs: Hello['jobs'] = []): Promise<void> {
    const challenge = await fetch(api.url + AGENT_PATHS.challenge, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ hostId: this.hostId }),
    });
    const { nonce } = (await challenge.json()) as { nonce: string };
    const signature = sign(null, Buffer.from(challengeMessage(this.hostId, nonce)), this.#privateKey).toString(
      'base64',
    );
    const socket = io(api.url + AGENT_NAMESPACE, {
      path: SOCKET_PATH,
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: {
        hostId: this.hostId,
        nonce,
        signature,
        protocolVersion: PROTOCOL_VERSION,
        agentVersion: 'test',
        instanceId: this.instanceId ?? randomUUID(),
      },
    });
    this.#socket = socket;
    socket.on('job.start', (request: JobStart, ack) => {
      this.starts.push(request);
      answer(ack, this.onStart(request));
    });
    socket.on('job.cancel', (request: { jobId: JobId; attempt: number }, ack) => {
      this.cancels.push(request);
      answer(ack, this.onCancel(request));
    });
    socket.on('stream.open', (request: CommandRequest<'stream.open'>, ack) => answer(ack, this.onStream(request)));
    socket.on('stats.watch', (request: CommandRequest<'stats.watch'>, ack) => {
      this.watches.push(request);
      answer(ack, succeed({}));
    });
    socket.on('container.top', (request: CommandRequest<'container.top'>, ack) => answer(ack, this.onTop(request)));
    socket.on('inventory.list', (_request, ack) => answer(ack, succeed({})));
    for (const name of Object.keys(COMMANDS) as CommandName[]) {
      if (socket.hasListeners(name)) continue;
      socket.on(name, (request, ack) => answer(ack, this.answers[name]?.(request as never)));
    }
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    const hello: Hello = {
      hostname: this.name,
      agentVersion: 'test',
      nodeVersion: process.version,
      engineMode: 'attached',
      jobs,
    };
    await this.#emit('agent.hello', hello);
  }

  disconnect(): void {
    this.#socket?.disconnect();
  }

  /** The start of a job's attempt, once it has come. */
  started(jobId: string, attempt = 1): Promise<JobStart> {
    const find = async () => this.starts.find((start) => start.jobId === jobId && start.attempt === attempt);
    const hasCome = (start: JobStart | undefined) => start !== undefined;
    return until(`the start of ${jobId}/${attempt}`, find, hasCome, 30_000) as Promise<JobStart>;
  }

  /** Sends a report; resolves with the API's reply. */
  async report(job: Pick<Job, 'id'>, attempt: number, sequence: number, report: JobReport): Promise<Reply<unknown>> {
    const event: JobEvent = { jobId: job.id, attempt, sequence, at: new Date().toISOString(), report };
    return this.#emit('job.event', event);
  }

  /** Sends an event of stats; resolves with the API's reply. */
  async sendStats<K extends 'stats.live' | 'history.stats'>(
    event: K,
    request: EventRequest<K>,
  ): Promise<Reply<unknown>> {
    return this.#emit(event, request);
  }

  /** Sends any event; resolves with the API's reply. */
  tell<K extends EventName>(name: K, event: EventRequest<K>): Promise<Reply<unknown>> {
    return this.#emit(name, event);
  }

  async #emit(name: string, payload: object): Promise<Reply<unknown>> {
    if (this.#socket === undefined) throw new Error('not connected');
    return this.#socket.timeout(10_000).emitWithAck(name, payload);
  }
}

function answer(ack: (reply: unknown) => void, reply: unknown): void {
  if (reply !== undefined) ack(reply);
}

export const SUCCEEDED: JobReport = {
  type: 'succeeded',
  result: { imageId: `sha256:${'a'.repeat(64)}`, changed: true },
};

export function progressOf(bytesDone: number): JobReport {
  return {
    type: 'progress',
    progress: {
      layers: [{ layer: 'abcdefabcdef', phase: 'downloading', current: bytesDone, total: 1000, size: 1000 }],
      bytesDone,
      bytesTotal: 1000,
      bytesPerSecond: 10,
    },
  };
}
