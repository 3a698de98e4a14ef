import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { ERRORS, type Lock, type Locker, type RequestRelease } from '@tus/server';
import type { Redis } from 'ioredis';

const PREFIX = 'roadstead-upload';
/** A process that ended without a word holds its locks for so long. */
const HELD_MS = 10_000;
const LOOK_MS = 1000;
const RETRY_MS = 200;
/** Longer than a holder takes to let go: it looks every second, and has three more for what is on its way. */
const PATIENCE_MS = 15_000;

/** Deletes the lock if it is still one's own. */
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;
/** Prolongs one's own lock, or takes it again after Redis has lost it. 0: another has it. 2: another waits for it. */
const PROLONG = `
local holder = redis.call('get', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
return redis.call('exists', KEYS[2]) == 1 and 2 or 1`;

/** One request at a time writes to an upload, whichever API process it reached. A newer one takes over from an older. */
export class UploadLocks implements Locker {
  /** @param beforeRelease is awaited while nobody else can write to the upload */
  constructor(
    private readonly redis: Redis,
    private readonly beforeRelease: (id: string) => Promise<void>,
  ) {}

  newLock(id: string): Lock {
    return new UploadLock(this.redis, `${PREFIX}:${id}`, () => this.beforeRelease(id));
  }
}

class UploadLock implements Lock {
  readonly #token = randomUUID();
  readonly #wanted: string;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly redis: Redis,
    private readonly key: string,
    private readonly beforeRelease: () => Promise<void>,
  ) {
    this.#wanted = `${key}:wanted`;
  }

  async lock(signal: AbortSignal, requestRelease: RequestRelease): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while ((await this.redis.set(this.key, this.#token, 'PX', HELD_MS, 'NX')) === null) {
      if (signal.aborted || Date.now() > deadline) throw ERRORS.ERR_LOCK_TIMEOUT;
      await this.redis.set(this.#wanted, '1', 'PX', 2 * LOOK_MS);
      await sleep(RETRY_MS);
    }
    await this.redis.del(this.#wanted);
    this.#timer = setInterval(() => void this.#look(requestRelease), LOOK_MS);
  }

  async unlock(): Promise<void> {
    await this.beforeRelease();
    clearInterval(this.#timer);
    // While Redis is away the lock ends by itself.
    await this.redis.eval(RELEASE, 1, this.key, this.#token).catch(() => undefined);
  }

  async #look(requestRelease: RequestRelease): Promise<void> {
    const state = await this.redis
      .eval(PROLONG, 2, this.key, this.#wanted, this.#token, HELD_MS)
      .catch(() => undefined);
    if (state === 0 || state === 2) await requestRelease();
  }
}
