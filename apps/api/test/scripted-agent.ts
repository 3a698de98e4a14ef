import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import type { ContainerRecord, HostId, ImageRecord } from '@roadstead/domain';
import {
  AGENT_NAMESPACE,
  AGENT_PATHS,
  type CommandName,
  type CommandRequest,
  type CommandResponse,
  type ConnectAuth,
  challengeMessage,
  combineFingerprints,
  type EventName,
  type EventRequest,
  type EventResponse,
  fingerprint,
  type Heartbeat,
  type InventoryAck,
  type InventoryChange,
  type InventorySnapshot,
  PROTOCOL_VERSION,
  type Reply,
  SOCKET_PATH,
} from '@roadstead/protocol';
import { engineFacts } from '@roadstead/testing';
import { io, type Socket } from 'socket.io-client';

/** An agent that speaks the real protocol and does what the test says. It keeps the view that it has told of. */
export class ScriptedAgent {
  hostId = randomUUID() as HostId;
  instanceId = randomUUID();
  epoch = randomUUID();
  sequence = 0;
  /** The host's clock: what the agent says of "now". */
  clock = (): string => new Date().toISOString();
  readonly publicKey: string;
  readonly view = { containers: new Map<string, ContainerRecord>(), images: new Map<string, ImageRecord>() };
  #privateKey: KeyObject;
  #socket: Socket | undefined;

  constructor(
    readonly url: string,
    readonly name: string,
  ) {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.publicKey = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    this.#privateKey = privateKey;
  }

  /** Another process with this one's identity: a restart, or a copy on another machine. */
  sibling(): ScriptedAgent {
    const twin = new ScriptedAgent(this.url, this.name);
    twin.hostId = this.hostId;
    twin.#privateKey = this.#privateKey;
    return twin;
  }

  async enrol(token: string, overrides: object = {}): Promise<Response> {
    const body = {
      token,
      publicKey: this.publicKey,
      protocolVersion: PROTOCOL_VERSION,
      hostname: this.name,
      ...overrides,
    };
    return fetch(this.url + AGENT_PATHS.enrol, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  async challenge(): Promise<string> {
    const response = await fetch(this.url + AGENT_PATHS.challenge, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ hostId: this.hostId }),
    });
    const { nonce } = (await response.json()) as { nonce: string };
    return nonce;
  }

  signed(nonce: string): ConnectAuth {
    return {
      hostId: this.hostId,
      nonce,
      signature: sign(null, Buffer.from(challengeMessage(this.hostId, nonce)), this.#privateKey).toString('base64'),
      protocolVersion: PROTOCOL_VERSION,
      agentVersion: 'test',
      instanceId: this.instanceId,
    };
  }

  /** @param auth instead of a proper one. Rejects with what the API refused with, in `data`. */
  async connect(auth?: object): Promise<void> {
    const socket = io(this.url + AGENT_NAMESPACE, {
      path: SOCKET_PATH,
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth: auth ?? this.signed(await this.challenge()),
    });
    this.#socket = socket;
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (error) => {
        socket.close();
        reject(error);
      });
    });
  }

  get connected(): boolean {
    return this.#socket?.connected ?? false;
  }

  disconnect(): void {
    this.#socket?.disconnect();
  }

  /** From now on the command is answered so; without it nothing answers. */
  onCommand<K extends CommandName>(
    name: K,
    answer: (request: CommandRequest<K>) => Reply<CommandResponse<K>> | Promise<Reply<CommandResponse<K>>>,
  ): void {
    const listener = async (request: CommandRequest<K>, acknowledge: (reply: unknown) => void) =>
      acknowledge(await answer(request));
    this.#socket?.off(name).on(name as string, listener);
  }

  /** What an event is answered with. */
  async send<K extends EventName>(event: K, request: EventRequest<K>): Promise<Reply<EventResponse<K>>> {
    if (this.#socket === undefined) throw new Error('not connected');
    return this.#socket.timeout(20_000).emitWithAck(event, request);
  }

  hello(): Promise<Reply<EventResponse<'agent.hello'>>> {
    const engineMode = 'attached';
    return this.send('agent.hello', {
      hostname: this.name,
      agentVersion: 'test',
      nodeVersion: process.version,
      engineMode,
      jobs: [],
    });
  }

  heartbeat(overrides: Partial<Heartbeat> = {}): Promise<Reply<EventResponse<'agent.heartbeat'>>> {
    return this.send('agent.heartbeat', {
      view: { epoch: this.epoch, sequence: this.sequence, hash: this.viewHash() },
      engine: 'up',
      clock: this.clock(),
      agentRssBytes: 50_000_000,
      ...overrides,
    });
  }

  viewHash(): string {
    const containers = [...this.view.containers.values()].map((record) => fingerprint('container', record));
    const images = [...this.view.images.values()].map((record) => fingerprint('image', record));
    return String(combineFingerprints([...containers, ...images]));
  }

  /** Lists under a new epoch, in as many parts as are asked for. @returns the reply to the last part */
  async list(containers: ContainerRecord[], images: ImageRecord[] = [], parts = 1): Promise<Reply<InventoryAck>> {
    this.epoch = randomUUID();
    this.sequence = 0;
    this.view.containers.clear();
    this.view.images.clear();
    for (const container of containers) this.view.containers.set(container.id, container);
    for (const image of images) this.view.images.set(image.id, image);
    let reply: Reply<InventoryAck> | undefined;
    for (const part of this.parts(containers, images, parts)) reply = await this.send('inventory.snapshot', part);
    if (reply === undefined) throw new Error('a list has at least one part');
    return reply;
  }

  parts(containers: ContainerRecord[], images: ImageRecord[], parts: number): InventorySnapshot[] {
    const observedAt = this.clock();
    const slice = <T>(all: T[], part: number) => all.filter((_item, i) => i % parts === part);
    return Array.from({ length: parts }, (_none, part) => ({
      epoch: this.epoch,
      part,
      parts,
      observedAt,
      facts: part === 0 ? engineFacts({ name: this.name }) : undefined,
      containers: slice(containers, part),
      images: slice(images, part),
      viewHash: part === parts - 1 ? this.viewHash() : undefined,
    }));
  }

  /** Sends the next delta. */
  async change(...changes: InventoryChange[]): Promise<Reply<InventoryAck>> {
    for (const change of changes) this.#applyToView(change);
    this.sequence += 1;
    return this.send('inventory.delta', {
      epoch: this.epoch,
      sequence: this.sequence,
      changes,
      viewHash: this.viewHash(),
    });
  }

  #applyToView(change: InventoryChange): void {
    const { containers, images } = this.view;
    if (change.type === 'container.stored') containers.set(change.container.id, change.container);
    if (change.type === 'container.removed') containers.delete(change.containerId);
    if (change.type === 'image.stored') images.set(change.image.id, change.image);
    if (change.type === 'image.removed') images.delete(change.imageId);
  }
}
