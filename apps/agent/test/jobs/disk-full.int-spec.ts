import { appendFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { waitFor } from '@roadstead/testing';
import { buildAgent } from '../agent-run.js';
import { ENGINE_KINDS } from '../engines-under-test.js';
import { JobBench, type PreparedJob, rootArchive } from './job-bench.js';

const START_MS = 90_000;
const CASE_MS = 60_000;
const MIB = 1024 * 1024;
const DISK = 256 * MIB;
const SIZE = 32 * MIB;
const LEFT = 12 * MIB;
const POLL_MS = 10;

beforeAll(buildAgent, START_MS);

for (const kind of ENGINE_KINDS) {
  const suite = kind.absent === undefined ? describe : describe.skip;
  suite(`a full disk on ${kind.name}${kind.absent === undefined ? '' : ` (${kind.absent})`}`, () => {
    let bench: JobBench;
    let full: FullDisk | undefined;
    beforeAll(async () => {
      bench = await JobBench.open(kind, DISK);
    }, START_MS);
    afterAll(() => bench?.close(), START_MS);
    afterEach(async () => {
      await full?.[Symbol.asyncDispose]();
      full = undefined;
    });

    const prepare: Record<string, () => Promise<PreparedJob>> = {
      'image.pull': async () => {
        const reference = bench.registry.reference('shop/big:1');
        const free = await room(bench.engine.dataRoot);
        await bench.makeImage(reference, SIZE);
        await bench.run({ kind: 'image.push', params: { reference }, credentials: bench.credentials });
        await bench.engine.docker('rmi', reference);
        await untilFreed(bench.engine.dataRoot, free);
        return { kind: 'image.pull', params: { reference }, credentials: bench.credentials };
      },
      'image.import': async () => ({
        kind: 'image.import',
        params: { uploadId: 'u', reference: 'shop/imported:1' },
        inputToken: bench.offer(await rootArchive(SIZE)),
      }),
      'image.load': async () => {
        const free = await room(bench.engine.dataRoot);
        await bench.makeImage('shop/saved:1', SIZE);
        const archive = await bench.saved('shop/saved:1');
        await bench.engine.docker('rmi', 'shop/saved:1');
        await untilFreed(bench.engine.dataRoot, free);
        return { kind: 'image.load', params: { uploadId: 'u' }, inputToken: bench.offer(archive) };
      },
      'container.commit': async () => {
        await bench.makeImage('shop/base:1');
        const write = ['sh', '-c', `head -c ${SIZE} /dev/urandom > /big`];
        await bench.engine.docker('run', '--name', 'writer', '--network', 'none', 'shop/base:1', ...write);
        const containerId = (await bench.engine.docker('inspect', '--format', '{{.Id}}', 'writer')).trim();
        return { kind: 'container.commit', params: { containerId, reference: 'shop/committed:1' } };
      },
    };

    it.each(Object.keys(prepare))(
      'fails %s in words that name the host and the place, and leaves nothing',
      async (name) => {
        const job = await prepare[name]?.();
        if (job === undefined) throw new Error('no such job');
        full = await FullDisk.fill(bench.engine.dataRoot);
        const before = await bench.state();
        const end = await bench.run(job);
        expect(end).toMatchObject({
          type: 'failed',
          error: { code: 'engine.disk-full', detail: { dataRoot: bench.engine.dataRoot } },
        });
        expect(await bench.state()).toBe(before);
      },
      CASE_MS,
    );
  });
}

/** Bytes free on the disk that the folder is on. */
async function room(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** What was removed is gone only some time later: until then an engine takes it up again, and needs no room for it. */
async function untilFreed(folder: string, before: number): Promise<void> {
  await waitFor(async () => (await room(folder)) > before - SIZE / 2, 'the room of what was removed');
}

/** A disk that stays full: what an engine has removed it frees in the background, some time later. */
class FullDisk {
  readonly #path: string;
  readonly #stopped = new AbortController();
  #keeping: Promise<void> = Promise.resolve();

  private constructor(private readonly folder: string) {
    this.#path = join(folder, 'ballast');
  }

  static async fill(folder: string): Promise<FullDisk> {
    const disk = new FullDisk(folder);
    await disk.#takeRoom();
    disk.#keeping = disk.#keep(disk.#stopped.signal);
    return disk;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    await this.#keeping;
    await rm(this.#path, { force: true });
  }

  async #keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // The engine may have taken the room first.
      await this.#takeRoom().catch(() => undefined);
      await sleep(POLL_MS);
    }
  }

  async #takeRoom(): Promise<void> {
    const excess = (await room(this.folder)) - LEFT;
    if (excess > 0) await appendFile(this.#path, Buffer.alloc(excess));
  }
}
