import type { ContainerId, Digest, EngineFacts } from '@roadstead/domain';
import type { EventRequest, HelloReply, InventoryChange } from '@roadstead/protocol';
import type { Logger } from '../config/logger.js';
import { Backoff } from '../connection/backoff.js';
import type { Link, LinkUser } from '../connection/link.js';
import { pause } from '../connection/pause.js';
import type { Engine, EngineEvent } from '../engine/engine.js';
import { imageSignature } from '../engine/image-record.js';
import { DeltaWindow } from './delta-window.js';
import { Inspection } from './inspection.js';
import { type Marked, Marks } from './marks.js';
import { portions } from './portions.js';
import { View } from './view.js';

/** The watch begins so long before the list, for an engine may tell of a moment a little late. */
const WATCH_OVERLAP_MS = 2000;
/** Everything is looked at this often, whatever the events said. */
const LOOK_AGAIN_MS = 60_000;
/** Between two tries to reach the engine, and between two lists that the control plane did not take. */
const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 5000;
/** A watch that lasted so long was not at fault when it ended. */
const STEADY_MS = 10_000;

/**
 * Keeps the control plane's view of this host equal to the engine's truth: list + watch, by the INVARIANTS in libs/protocol,
 * inventory.ts.
 *
 * ```
 *  engine reached ─▶ watch begun ─▶ connected ─▶ list under a new epoch ─▶ marks ─▶ look ─▶ delta ─▶ marks …
 *        ▲                                            ▲                      └── requestList, gap, window full ──┐
 *        └── watch ended: engine stopped ◀────────────┴──────────────────────────────────────────────────────────┘
 * ```
 */
export class Inventory implements LinkUser<HelloReply> {
  private link?: Link;
  /** Told of the next connection. */
  private readonly waitingForLink: ((link: Link) => void)[] = [];
  private engine: { state: 'up' } | { state: 'down'; error: string } = { state: 'down', error: 'not reached yet' };
  private facts?: EngineFacts;
  private view = new View();
  /** Undefined until the control plane has a whole list. */
  private window?: DeltaWindow;
  private marks = new Marks();
  private listWanted = true;
  private readonly inspection: Inspection;
  private readonly listBackoff = new Backoff(FIRST_RETRY_MS, MAX_RETRY_MS);

  constructor(
    private readonly docker: Engine,
    private readonly log: Logger,
  ) {
    this.inspection = new Inspection(docker, log);
  }

  /** What a heartbeat tells of the inventory and of the engine. */
  state(): Pick<EventRequest<'agent.heartbeat'>, 'view' | 'engine' | 'engineError'> {
    const { window, view, engine, listWanted } = this;
    return {
      ...(window && !listWanted && { view: { epoch: window.epoch, sequence: window.sequence, hash: view.hash } }),
      engine: engine.state,
      ...(engine.state === 'down' && { engineError: engine.error.slice(0, 500) }),
    };
  }

  connected(link: Link, { applied }: HelloReply): void {
    this.link = link;
    if (this.window?.resume(applied)) void this.window.send(link);
    else this.requestList();
    for (const tell of this.waitingForLink.splice(0)) tell(link);
  }

  disconnected(): void {
    this.link = undefined;
  }

  /** Containers whose processes exist; as of the last list or event. */
  liveContainers(): ReturnType<View['liveContainers']> {
    return this.view.liveContainers();
  }

  /** The control plane's view differs, or somebody wants to be sure. */
  requestList(): void {
    this.listWanted = true;
    this.marks.markAll();
  }

  /** Runs until stopped. */
  async run(signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(FIRST_RETRY_MS, MAX_RETRY_MS);
    while (!signal.aborted) {
      const began = performance.now();
      try {
        await this.watchEngine(signal);
      } catch (error) {
        if (signal.aborted) return;
        this.engineLost((error as Error).message);
      }
      if (performance.now() - began > STEADY_MS) backoff.reset();
      await pause(backoff.next(), signal);
    }
  }

  private engineLost(reason: string): void {
    if (this.engine.state === 'up' || this.engine.error !== reason) this.log.warn({ reason }, 'the engine is away');
    this.engine = { state: 'down', error: reason };
    this.listWanted = true;
  }

  /**
   * From the engine's first answer to the end of its events. What was under way then may still end later: after each wait
   * it looks at its signal before it changes anything.
   */
  private async watchEngine(signal: AbortSignal): Promise<void> {
    this.facts = await this.docker.connect();
    signal.throwIfAborted();
    this.engine = { state: 'up' };
    this.marks = new Marks();
    this.listWanted = true;
    this.log.info({ engine: this.facts.version }, 'watching the engine');
    const ending = new AbortController();
    const end = () => ending.abort(new Error('stopped'));
    signal.addEventListener('abort', end);
    const timer = setInterval(() => this.marks.markAll(), LOOK_AGAIN_MS);
    try {
      const events = await this.docker.events(new Date(Date.now() - WATCH_OVERLAP_MS), ending.signal);
      await Promise.race([this.follow(events), this.tell(ending.signal)]);
    } finally {
      clearInterval(timer);
      signal.removeEventListener('abort', end);
      ending.abort(new Error('the watch ended'));
    }
  }

  private async follow(events: AsyncIterable<EngineEvent>): Promise<never> {
    try {
      for await (const event of events) this.marks.take(event);
    } catch (error) {
      throw new Error('The Docker engine was stopped.', { cause: error });
    }
    throw new Error('The Docker engine was stopped.');
  }

  private async tell(signal: AbortSignal): Promise<never> {
    for (;;) {
      if (this.listWanted) await this.list(signal);
      else await this.look(await this.marks.next(signal), signal);
    }
  }

  /** Lists everything under a new epoch. Marks that come meanwhile are looked at afterwards. */
  private async list(signal: AbortSignal): Promise<void> {
    const link = await this.nextLink(signal);
    const window = new DeltaWindow(() => this.requestList(), this.log);
    const view = new View();
    this.listWanted = false;
    this.window?.close();
    this.window = undefined;
    try {
      await this.sendList(link, window.epoch, view, signal);
    } catch (error) {
      signal.throwIfAborted();
      this.listWanted = true;
      if (link.closed) return;
      this.log.warn({ reason: (error as Error).message }, 'the list was not taken');
      // It is the engine's trouble if the engine does not answer now.
      this.facts = await this.docker.facts();
      await pause(this.listBackoff.next(), signal);
      return;
    }
    this.listBackoff.reset();
    this.view = view;
    this.window = window;
  }

  private async sendList(link: Link, epoch: string, view: View, signal: AbortSignal): Promise<void> {
    const observedAt = new Date().toISOString();
    const [containers, images] = await Promise.all([this.docker.listContainers(), this.docker.listImages()]);
    const inspected = await this.inspection.containers(containers.map(({ id }) => id));
    const containerRecords = [...inspected.values()].filter((each) => each !== undefined);
    const imageRecords = await this.inspection.images(images);
    for (const record of containerRecords) view.storeContainer(record);
    for (const record of imageRecords) view.storeImage(record);
    const messages = [
      ...portions(containerRecords).map((portion) => ({ containers: portion, images: [] })),
      ...portions(imageRecords).map((portion) => ({ containers: [], images: portion })),
    ];
    if (messages.length === 0) messages.push({ containers: [], images: [] });
    for (const [part, message] of messages.entries()) {
      signal.throwIfAborted();
      await link.emit('inventory.snapshot', {
        epoch,
        part,
        parts: messages.length,
        observedAt,
        ...message,
        ...(part === 0 && { facts: this.facts }),
        ...(part === messages.length - 1 && { viewHash: view.hash }),
      });
    }
    signal.throwIfAborted();
    this.log.info({ containers: containerRecords.length, images: imageRecords.length }, 'inventory listed');
  }

  private nextLink(signal: AbortSignal): Promise<Link> {
    signal.throwIfAborted();
    if (this.link !== undefined && !this.link.closed) return Promise.resolve(this.link);
    return new Promise((resolve, reject) => {
      this.waitingForLink.push(resolve);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }

  /** Finds out what marks are about, and tells what is news. */
  private async look(marked: Marked, signal: AbortSignal): Promise<void> {
    if (this.listWanted) return;
    const now = new Date().toISOString();
    const changes = [
      ...(await this.lookAtFacts(marked.facts || marked.all, now)),
      ...(await this.lookAtImages(marked, now)),
      ...(await this.lookAtContainers(marked, now)),
    ];
    signal.throwIfAborted();
    for (const portion of portions(changes)) {
      const news = portion.filter((change) => this.view.apply(change));
      if (news.length > 0) this.window?.add(news, this.view.hash);
    }
    if (this.link !== undefined) void this.window?.send(this.link);
  }

  private async lookAtFacts(wanted: boolean, at: string): Promise<InventoryChange[]> {
    if (!wanted) return [];
    const facts = await this.docker.facts();
    if (JSON.stringify(facts) === JSON.stringify(this.facts)) return [];
    this.facts = facts;
    return [{ type: 'engine.changed', at, facts }];
  }

  private async lookAtImages({ images, all }: Marked, now: string): Promise<InventoryChange[]> {
    if (images === undefined && !all) return [];
    const at = images ?? now;
    const listed = await this.docker.listImages();
    const differing = listed.filter((summary) => !this.view.knowsImage(summary.id, imageSignature(summary)));
    const present = new Set<string>(listed.map(({ id }) => id));
    const gone = [...this.view.imageIds].filter((id) => !present.has(id)) as Digest[];
    const records = await this.inspection.images(differing);
    return [
      ...records.map((image) => ({ type: 'image.stored' as const, at, image })),
      ...gone.map((imageId) => ({ type: 'image.removed' as const, at, imageId })),
    ];
  }

  private async lookAtContainers({ containers, all, burst }: Marked, now: string): Promise<InventoryChange[]> {
    const ids = new Set(containers.keys());
    if (all) for (const id of await this.suspectContainers(burst)) ids.add(id);
    const records = await this.inspection.containers([...ids]);
    return [...records].map(([containerId, container]) => {
      const at = containers.get(containerId) ?? now;
      if (container === undefined) return { type: 'container.removed', at, containerId };
      return { type: 'container.stored', at, container };
    });
  }

  /**
   * Containers of which a cheap list shows something that the view does not have, and those that it no longer shows; after
   * a burst all, for a list does not show that a container was started anew.
   */
  private async suspectContainers(burst: boolean): Promise<ContainerId[]> {
    const listed = await this.docker.listContainers();
    const present = new Set<string>(listed.map(({ id }) => id));
    const gone = [...this.view.containerIds].filter((id) => !present.has(id)) as ContainerId[];
    return [
      ...listed.filter(({ id, signature }) => burst || !this.view.knowsContainer(id, signature)).map(({ id }) => id),
      ...gone,
    ];
  }
}
