import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type Digest, type ImageReference, parseReference, RoadsteadError } from '@roadstead/domain';
import { CONFIG, type Config } from '../platform/config/config.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { Rounds } from '../platform/upkeep/rounds.js';
import type { RegistryClient } from '../registries/client/registry-client.js';
import { failureOf, nextAfterMs, pauseMs } from './pace.js';
import { TagFindingsRepository } from './tag-findings.repository.js';
import { TagPlanRepository } from './tag-plan.repository.js';
import { type ReadTag, TagReader } from './tag-reader.service.js';

const ROUND_MS = 30_000;
/** Of one registry in one round, so that none keeps the others waiting; the rest is due in the next. */
const TAGS_AT_ONCE = 200;
const WORK_MS = 60_000;
const REGISTRIES_AT_ONCE = 4;
/** Between two tags of a registry. */
const SPACING_MS = 200;
/** Checks may be late; further apart than this many intervals they vouch for nothing between them. */
const VOUCHED_INTERVALS = 3;
const LEAST_VOUCHED_MS = 6 * 60 * 60_000;
/** With checks only when somebody asks, a tag is not due by itself. */
const NEVER_MS = 100 * 365 * 24 * 60 * 60_000;
/** Digests of an image that are looked for in the registry with one check. */
const DIGESTS_AT_ONCE = 3;

interface DueTag {
  readonly reference: string;
  readonly etag: string | null;
  readonly digest: string | null;
}

/**
 * Asks registries what the tags name that run: each at its own pace, by one process at a time. A registry that limits the rate
 * of requests or does not answer is left alone for a while.
 */
@Injectable()
export class TagSchedule implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #rounds = new Rounds();
  readonly #stopping = new AbortController();

  constructor(
    private readonly plan: TagPlanRepository,
    private readonly findings: TagFindingsRepository,
    private readonly reader: TagReader,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.start(
      this.#isOn ? ROUND_MS : undefined,
      () => this.#round(),
      (error) => this.logger.warn({ err: error }, 'registries were not asked about tags; trying again'),
    );
  }

  onModuleDestroy(): Promise<void> {
    this.#stopping.abort();
    return this.#rounds.stop();
  }

  replan(): Promise<void> {
    return this.plan.replan(this.#isOn);
  }

  /** Begins with what is due. */
  now(): void {
    this.#rounds.now();
  }

  async #round(): Promise<void> {
    await this.plan.replan(this.#isOn);
    const registries = await this.plan.dueRegistries();
    const next = async (): Promise<void> => {
      for (let registry = registries.pop(); registry !== undefined; registry = registries.pop()) {
        if (this.#stopping.signal.aborted) return;
        // What goes wrong with one is no reason not to ask the others.
        await this.#ask(registry).catch((error: unknown) => {
          this.logger.warn({ err: error, registry }, 'a registry was not asked about tags; trying again');
        });
      }
    };
    await Promise.all(Array.from({ length: REGISTRIES_AT_ONCE }, next));
  }

  /** What is due of one registry, until it fails. */
  async #ask(registry: string): Promise<void> {
    const failures = await this.plan.claim(registry);
    if (failures === undefined) return;
    let failure: RoadsteadError | undefined;
    try {
      failure = await this.#askAll(registry);
    } finally {
      const pause = failure && {
        failures: failures + 1,
        ms: pauseMs(failure, failures + 1),
        problem: failure.toBody(),
      };
      await this.plan.release(registry, pause);
    }
  }

  /** @returns what the registry failed with */
  async #askAll(registry: string): Promise<RoadsteadError | undefined> {
    const until = Date.now() + WORK_MS;
    const due = await this.plan.due(registry, TAGS_AT_ONCE);
    let clients: RegistryClient[] | undefined;
    for (const tag of due) {
      if (this.#stopping.signal.aborted || Date.now() > until) return undefined;
      try {
        clients ??= await this.reader.clientsOf(registry, () => this.plan.isInsecure(tag.reference, registry));
        await this.#check(clients, tag);
      } catch (error) {
        if (!(error instanceof RoadsteadError)) throw error;
        await this.findings.settle(tag.reference, this.#nextAt(), error.toBody());
        if (failureOf(error) !== 'tag') return error;
      }
      await sleep(SPACING_MS, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
    }
    return undefined;
  }

  /** @throws RoadsteadError why the registry does not say */
  async #check(clients: readonly RegistryClient[], tag: DueTag): Promise<void> {
    const image = parseReference(tag.reference);
    const known =
      tag.digest !== null && tag.etag !== null ? { digest: tag.digest as Digest, etag: tag.etag } : undefined;
    const found = await this.#read(clients, image, known);
    const isKept = await this.findings.keep({
      reference: tag.reference,
      digest: 'digest' in found ? found.digest : null,
      etag: 'digest' in found ? found.etag : undefined,
      vouchesForMs: Math.max(LEAST_VOUCHED_MS, this.config.registryCheckMinutes * 60_000 * VOUCHED_INTERVALS),
    });
    if ('digest' in found) await this.#compare(tag.reference, image, found);
    else if (!isKept) throw found;
    await this.findings.settle(tag.reference, this.#nextAt());
  }

  async #read(
    clients: readonly RegistryClient[],
    image: ImageReference,
    known: { digest: Digest; etag: string } | undefined,
  ): Promise<ReadTag | RoadsteadError> {
    try {
      return await this.reader.read(clients, image, known);
    } catch (error) {
      if (error instanceof RoadsteadError && error.code === 'registry.image-not-found') return error;
      throw error;
    }
  }

  /** Where images run that have not this digest: what it stands for, and whether they came from there at all. */
  async #compare(reference: string, image: ImageReference, { client, digest }: ReadTag): Promise<void> {
    const unlike = await this.findings.unlike(reference, digest);
    const unread = [...new Set(unlike.filter(({ isRead }) => !isRead).map(({ platform }) => platform))];
    if (unread.length > 0) {
      const images = await this.reader.images(client, image, digest, unread);
      await this.findings.keepImages(reference, digest, images);
    }
    const unproven = [...new Set(unlike.flatMap((each) => each.unproven))].slice(0, DIGESTS_AT_ONCE);
    for (const each of unproven) {
      if (await this.reader.has(client, image, each)) await this.findings.keepManifest(reference, each);
    }
  }

  get #isOn(): boolean {
    return this.config.registryCheckMinutes > 0;
  }

  #nextAt(): Date {
    const { registryCheckMinutes } = this.config;
    return new Date(Date.now() + (this.#isOn ? nextAfterMs(registryCheckMinutes) : NEVER_MS));
  }
}
