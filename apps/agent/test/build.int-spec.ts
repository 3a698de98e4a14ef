import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RoadsteadError } from '@roadstead/domain';
import { canMakeNetworks, openSlowLink, packTar, runProgram, waitFor } from '@roadstead/testing';
import { BASE, BuildBench, stateOf, stepsOf, type Told } from './build/build-bench.js';
import { copiedFiles, ODD_DOCKERFILE, tarOfFolder, writeOddFolder } from './build/build-folder.js';
import { findBuildKitCommand } from './build/buildkit-command.js';
import { EVERY_INSTRUCTION } from './build/every-instruction.js';
import { listOfContext } from './build/list-of-context.js';
import { ENGINE_KINDS } from './engines-under-test.js';

const START_MS = 90_000;
const DISK_BYTES = 32 * 1024 * 1024;
/** Bytes a second. */
const PUSH_RATE = 2 * 1024 * 1024;
const BUILDERS = ['buildkit', 'classic'] as const;

const dockerfile = (content: string) => [{ name: 'Dockerfile', content }];
/** Absent where the machine has none. */
const command = await findBuildKitCommand();
/** Of what is left out, why. */
const because = (reason: string | undefined) => (reason === undefined ? '' : ` (${reason})`);
const noContainers = (await canMakeNetworks()) ? undefined : 'containers need network namespaces';

for (const kind of ENGINE_KINDS) {
  const absent = kind.absent ?? noContainers;
  const suite = absent === undefined ? describe : describe.skip;
  suite(`image.build on ${kind.name}${because(absent)}`, () => {
    let bench: BuildBench;
    beforeAll(async () => {
      bench = await BuildBench.open(kind);
    }, START_MS);
    afterAll(() => bench?.close(), START_MS);

    for (const builder of BUILDERS) {
      // Debian 13's engine is older than 27.5.
      const usable = builder === 'classic' || !kind.containerdStore;
      if (usable) describe(`with ${builder}`, () => builds(builder, () => bench));
    }

    const slowBases = kind.containerdStore
      ? 'there BuildKit asks the registry for every base, half a minute each'
      : undefined;
    const withList = slowBases === undefined ? describe : describe.skip;
    withList(`with buildkit, which is given a list of the context first${because(slowBases)}`, () => {
      const big = { name: 'big', content: randomBytes(3_000_000) };
      const late = { name: 'late', content: randomBytes(3_000_000) };
      /** The context as far as the first files; the rest when that is let through, or not at all. */
      const begun = async (content: string, rest: EventEmitter) => {
        const tar = await packTar([...dockerfile(content), big, late]);
        const body = async function* () {
          yield tar.subarray(0, 4_000_000);
          await once(rest, 'goes on');
          yield tar.subarray(4_000_000);
        };
        const list = await listOfContext(tar);
        return async () => ({ body: Readable.from(body()), size: tar.length, list });
      };
      const params = (tag: string) => ({ builder: 'buildkit' as const, tags: [tag] });

      it('takes files while others still come', async () => {
        const rest = new EventEmitter();
        const openInput = await begun(`FROM ${BASE}\nCOPY big late /\n`, rest);
        const { told, done } = await bench.build([], params('shop/listed:1'), { openInput });
        await waitFor(() => stateOf(told, 'load build context') === 'running', 'BuildKit asking for files');
        rest.emit('goes on');
        await done;
        const sums = await bench.engine.docker('run', '--rm', 'shop/listed:1', 'sh', '-c', 'sha256sum /big /late');
        for (const { content } of [big, late]) {
          expect(sums).toContain(createHash('sha256').update(content).digest('hex'));
        }
      });

      it('is not done before all of the context has come, though it needs less', async () => {
        const reason = new RoadsteadError('context.too-large', { limit: '1 MiB' });
        const rest = new EventEmitter();
        const before = await bench.state();
        const openInput = await begun(`FROM ${BASE}\nCOPY big /\n`, rest);
        const { told, done } = await bench.build([], params('shop/listed:2'), { openInput });
        await waitFor(() => stateOf(told, 'COPY big') === 'done', 'BuildKit to be done');
        rest.emit('error', reason);
        expect(await failure({ done })).toBe(reason);
        await waitFor(async () => (await bench.state()) === before, 'the host as it was before');
      });
    });

    const noCommand = command === undefined ? 'the machine has no docker command that builds with BuildKit' : undefined;
    const beside = noCommand === undefined ? it : it.skip;
    beside(`builds what the docker command builds from the same folder${because(noCommand)}`, async () => {
      const context = await bench.folder('odd');
      writeOddFolder(context);
      const { engine } = bench;
      const args = ['--host', `unix://${engine.socketPath}`, 'build', '--tag', 'odd:theirs', '--file'];
      const env = { ...process.env, DOCKER_BUILDKIT: '1' };
      await runProgram(command ?? '', [...args, join(context, ODD_DOCKERFILE), context], { env });
      const tar = await tarOfFolder(context);
      const source = { type: 'upload', uploadId: 'u1', dockerfile: ODD_DOCKERFILE } as const;
      const openInput = async () => ({ body: Readable.from([tar]), size: tar.length });
      const { told, done } = await bench.build([], { builder: 'buildkit', tags: ['odd:ours'], source }, { openInput });
      await done;
      const theirs = await copiedFiles(engine, 'odd:theirs');
      expect(await copiedFiles(engine, 'odd:ours')).toEqual(theirs);
      expect(theirs.length).toBeGreaterThan(50);
      expect(theirs.filter((line) => /left-out|\.log/.test(line))).toHaveLength(2);
      const sent = told.progress.findLast(({ status }) => status === 'Sending the build context');
      expect(sent).toMatchObject({ bytesDone: tar.length, bytesTotal: tar.length });
      expect(await bench.contexts()).toEqual([]);
    });

    it('says that the disk is full, and what was being done', async () => {
      const small = await BuildBench.open(kind, DISK_BYTES);
      const big = { name: 'big', content: Buffer.alloc(2 * DISK_BYTES) };
      try {
        const filled = await failure(small.build(dockerfile(`FROM ${BASE}\nRUN cat /dev/zero > /big\n`)));
        expect(filled).toMatchObject({
          code: 'engine.disk-full',
          detail: { while: expect.stringContaining('RUN cat /dev/zero') },
        });
        const sent = small.build([...dockerfile(`FROM ${BASE}\nCOPY big /big\n`), big]);
        expect(await failure(sent)).toMatchObject({ code: 'engine.disk-full' });
      } finally {
        await small.close();
      }
    });

    it('chooses the classic builder where there are limits, and applies them', async () => {
      const memory = 'cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes 2>/dev/null || true';
      const limits = { memoryBytes: 64 * 1024 * 1024, cpuShares: 512 };
      const { told, done } = await bench.build(dockerfile(`FROM ${BASE}\nRUN ${memory}\n`), { limits });
      await done;
      expect(told.output.join('\n')).toMatch(/^#2 \S+ 67108864$/m);
      expect(stepsOf(told)).toHaveLength(2);
    });

    it('fails when the engine goes away in the middle of a step', async () => {
      const { told, done } = await bench.build(dockerfile(`FROM ${BASE}\nRUN echo begun; sleep 100000\n`));
      await waitFor(() => told.output.some((line) => line.endsWith(' begun')), 'the step under way');
      await bench.engine.kill9();
      expect(await failure({ done })).toMatchObject({ code: 'engine.unreachable' });
      expect(stateOf(told, 'sleep')).toBe('canceled');
      await bench.engine.restart();
    });

    it(`chooses ${kind.containerdStore ? 'the classic builder' : 'BuildKit'} by itself`, async () => {
      const { told, done } = await bench.build(dockerfile(`FROM ${BASE}\nLABEL a=b\n`));
      await done;
      expect(stepsOf(told).some(({ name }) => name.startsWith('[internal]'))).toBe(!kind.containerdStore);
    });

    it('gives BuildKit the credential of a private image that it asks a registry for', async () => {
      const base = await bench.publish('team/asked-for:1');
      const { credentials } = bench;
      const files = dockerfile(`FROM ${base}\nRUN cat /mark\n`);
      const { told, done } = await bench.build(files, { builder: 'buildkit' }, { credentials });
      await done;
      expect(told.output).toContainEqual(expect.stringMatching(/^#\d+ \S+ team\/asked-for:1$/));
      await bench.engine.docker('rmi', '--force', base);
    });
  });
}

function builds(builder: (typeof BUILDERS)[number], getBench: () => BuildBench): void {
  const fresh = () => `shop/${builder}:${randomUUID().slice(0, 8)}`;
  const build = (...[files, params, context]: Parameters<BuildBench['build']>) =>
    getBench().build(files, { builder, ...params }, context);

  it('does every instruction, with arguments and labels, and tells each step with its output', async () => {
    const tag = fresh();
    const { told, done } = await build(EVERY_INSTRUCTION, {
      tags: [tag],
      buildArgs: { BASE, GREETING: 'hello' },
      labels: { owner: 'ann' },
    });
    const { imageId } = await done;
    const [listed] = (await getBench().docker.listImages()).filter(({ references }) => references.includes(tag));
    expect(imageId).toBe(listed?.id);
    expect(JSON.parse(await getBench().engine.docker('image', 'inspect', tag))[0].Config).toMatchObject({
      Env: expect.arrayContaining(['MODE=test']),
      Labels: { owner: 'ann', tier: 'web' },
      WorkingDir: '/srv',
      Volumes: { '/data': {} },
      User: '1000:1000',
      Shell: ['/bin/sh', '-ec'],
      StopSignal: 'SIGINT',
      ExposedPorts: { '80/tcp': {} },
      Healthcheck: { Interval: 5e9, Test: ['CMD-SHELL', 'true'] },
      OnBuild: ['RUN echo child'],
      Entrypoint: ['/bin/cat'],
      Cmd: ['greeting', 'www/page.html', 'other.html'],
    });
    expect(await getBench().engine.docker('run', '--rm', '--network', 'none', tag)).toBe(
      'hello world\na page\na page\n',
    );
    const [step] = stepsOf(told).filter(({ name }) => name.includes('RUN echo "$GREETING') || name.includes('"hello'));
    expect(step).toMatchObject({ state: 'done', stage: 'build', startedAt: expect.any(String) });
    expect(told.output).toContainEqual(expect.stringMatching(new RegExp(`^#${step?.number} \\d+\\.\\d{3} made it$`)));
    expect(stepsOf(told).every(({ state }) => state === 'done' || state === 'cached')).toBe(true);
  });

  it('takes unchanged steps from the cache, and computes a changed one and what follows', async () => {
    const mark = randomUUID();
    const files = (middle: string, last: string) =>
      dockerfile(`FROM ${BASE}\nRUN echo ${mark} > /a\nRUN echo ${middle} > /b\nRUN echo last > /c\nCMD ["${last}"]\n`);
    const states = (told: Told) => ['> /a', '> /b', '> /c'].map((instruction) => stateOf(told, instruction));
    const run = async (...[middle, last]: Parameters<typeof files>) => {
      const { told, done } = await build(files(middle, last));
      await done;
      return told;
    };
    expect(states(await run('one', 'x'))).toEqual(['done', 'done', 'done']);
    const again = await run('one', 'y');
    expect(states(again)).toEqual(['cached', 'cached', 'cached']);
    const [cached] = stepsOf(again).filter(({ name }) => name.includes('> /b'));
    expect(again.output).toContain(`#${cached?.number} CACHED`);
    expect(states(await run('two', 'y'))).toEqual(['cached', 'done', 'done']);
    const { told, done } = await build(files('two', 'y'), { noCache: true });
    await done;
    expect(states(told)).toEqual(['done', 'done', 'done']);
  });

  it('ends with the stage that is asked for', async () => {
    const tag = fresh();
    const files = dockerfile(`FROM ${BASE} AS one\nLABEL stage=one\nFROM ${BASE} AS two\nLABEL stage=two\n`);
    await (await build(files, { tags: [tag], target: 'one' })).done;
    const labels = await getBench().engine.docker('image', 'inspect', '--format', '{{.Config.Labels.stage}}', tag);
    expect(labels.trim()).toBe('one');
  });

  it('names the step that failed, and leaves nothing', async () => {
    const before = await getBench().state();
    const files = dockerfile(`FROM ${BASE}\nRUN echo first\nRUN echo on the edge; exit 3\nRUN echo last\n`);
    const { told, done } = await build(files, { tags: [fresh()] });
    const error = await failure({ done });
    expect(error).toMatchObject({
      code: 'build.failed',
      detail: {
        step: expect.stringContaining('RUN echo on the edge'),
        reason: 'its command ended with exit code 3. Its last words: on the edge',
      },
    });
    expect(stateOf(told, 'RUN echo first')).toBe('done');
    expect(stateOf(told, 'on the edge')).toBe('failed');
    expect(told.output).toContainEqual(expect.stringMatching(/^#\d+ ERROR: /));
    await waitFor(async () => (await getBench().state()) === before, 'the host as it was before');
  });

  it.each([
    ['an unknown instruction', `FROM ${BASE}\nRUNN x\n`, 'build.dockerfile-invalid'],
    ['no instruction', '# nothing\n', 'build.dockerfile-invalid'],
    ['a name without a value', `FROM ${BASE}\nENV x\n`, 'build.dockerfile-invalid'],
    ['an escape that is none', `# escape=x\nFROM ${BASE}\n`, 'build.dockerfile-invalid'],
    ['a file that is not in the context', `FROM ${BASE}\nCOPY nope /x\n`, 'build.failed'],
    ['a program that is not there', `FROM ${BASE}\nRUN nosuchprogram\n`, 'build.failed'],
    ['a registry that does not answer', 'FROM 127.0.0.1:1/shop/base:1\n', 'registry.unreachable'],
  ])('explains %s', async (_, content, code) => {
    const before = await getBench().state();
    const error = await failure(build(dockerfile(content)));
    expect(error).toMatchObject({ code });
    expect(error.message).not.toMatch(/\{\w+\}|undefined|\/tmp\//);
    await waitFor(async () => (await getBench().state()) === before, 'the host as it was before');
  });

  it('says where a Dockerfile is not valid, and that there is none', async () => {
    expect(await failure(build(dockerfile(`FROM ${BASE}\nRUNN x\n`)))).toMatchObject({ detail: { line: 2 } });
    expect(await failure(build([{ name: 'other', content: 'x' }]))).toMatchObject({
      code: 'context.no-dockerfile',
      detail: { dockerfile: 'Dockerfile' },
    });
  });

  it('takes a Dockerfile from where it lies', async () => {
    const tag = fresh();
    const files = [
      { name: 'docker/web.dockerfile', content: `FROM ${BASE}\nCOPY web/page.html /page.html\n` },
      { name: 'web/page.html', content: 'x' },
    ];
    const source = { type: 'upload', uploadId: 'u1', dockerfile: 'docker/web.dockerfile' } as const;
    expect(await (await build(files, { tags: [tag], source })).done).toEqual({ imageId: expect.any(String) });
  });

  it('builds on a private base image with its credential, and tells its layers', async () => {
    const base = await getBench().publish(`team/secret:${builder}`);
    const { credentials } = getBench();
    const { told, done } = await build(dockerfile(`FROM ${base}\nRUN echo ${builder} > /x\n`), {}, { credentials });
    await done;
    expect(told.progress.at(-1)?.layers).toEqual([
      expect.objectContaining({ phase: expect.stringMatching(/^complete$|^already-exists$/) }),
    ]);
    await getBench().engine.docker('rmi', '--force', base);
  });

  it('builds on the base image that is there, and on the newest where that is asked for', async () => {
    const { credentials, engine } = getBench();
    const readBase = async (base: string, params = {}) => {
      const files = dockerfile(`FROM ${base}\nRUN cat /mark; echo ${randomUUID()}\n`);
      const { told, done } = await build(files, params, { credentials });
      await done;
      return told.output.flatMap((line) => / (mark \d)$/.exec(line)?.[1] ?? []);
    };
    const base = await getBench().publish(`team/moves:${builder}`, 'mark 1');
    expect(await readBase(base)).toEqual(['mark 1']);
    await engine.docker('tag', base, 'kept:1');
    await getBench().publish(`team/moves:${builder}`, 'mark 2');
    await engine.docker('tag', 'kept:1', base);
    expect(await readBase(base)).toEqual(['mark 1']);
    expect(await readBase(base, { pullBase: true })).toEqual(['mark 2']);
    await engine.docker('rmi', '--force', base, 'kept:1');
  });

  it('says that a private base image is denied, and that one is not there', async () => {
    const base = await getBench().publish(`team/denied:${builder}`);
    const { credentials, registry } = getBench();
    expect(await failure(build(dockerfile(`FROM ${base}\n`)))).toMatchObject({ code: 'registry.denied' });
    const none = dockerfile(`FROM ${registry.reference('team/none:1')}\n`);
    expect(await failure(build(none, {}, { credentials }))).toMatchObject({ code: 'registry.image-not-found' });
  });

  it('pushes every tag after the build, and tells the layers of both', async () => {
    const { registry, credentials } = getBench();
    const tags = [1, 2].map((version) => registry.reference(`team/${builder}:${version}`));
    const files = dockerfile(`FROM ${BASE}\nRUN echo ${randomUUID()} > /x\n`);
    const { told, done } = await build(files, { tags, push: true }, { credentials });
    const { pushed } = await done;
    expect(pushed).toEqual(
      tags.map((reference) => ({ reference, digest: expect.stringMatching(/^sha256:/), size: expect.any(Number) })),
    );
    expect(await registry.tags(`team/${builder}`)).toEqual(['1', '2']);
    expect(tags.map((reference) => stateOf(told, `[push] ${reference}`))).toEqual(['done', 'done']);
    const last = told.progress.at(-1);
    expect(last?.layers.some(({ phase }) => phase === 'pushed')).toBe(true);
    expect(last?.bytesDone).toBe(last?.bytesTotal);
  });

  it('keeps the image and fails at the push where that is denied', async () => {
    const tag = getBench().registry.reference(`team/${builder}:denied`);
    const { told, done } = await build(dockerfile(`FROM ${BASE}\nLABEL a=b\n`), { tags: [tag], push: true });
    expect(await failure({ done })).toMatchObject({ code: 'registry.denied' });
    expect(stateOf(told, '[push]')).toBe('failed');
    expect((await getBench().engine.docker('images', '--quiet', tag)).trim()).not.toBe('');
  });

  it('is canceled while it pushes: the push ends, and the image stays, for it was built', async () => {
    const { registry, credentials } = getBench();
    const [host = ''] = registry.address.split(':');
    await using slow = await openSlowLink(registry.address, host, PUSH_RATE, 'push');
    const tag = `${slow.address}/team/${builder}:canceled`;
    const canceled = new AbortController();
    const files = [
      ...dockerfile(`FROM ${BASE}\nCOPY big /big\n`),
      { name: 'big', content: randomBytes(4 * PUSH_RATE) },
    ];
    const { told, done } = await build(
      files,
      { tags: [tag], push: true },
      { credentials: credentials.map((each) => ({ ...each, serverAddress: slow.address })), signal: canceled.signal },
    );
    const isPushing = () =>
      told.progress.at(-1)?.layers.some(({ phase, current = 0 }) => phase === 'pushing' && current > 0);
    await waitFor(isPushing, 'the push under way');
    canceled.abort();
    await expect(done).rejects.toThrow();
    expect(stateOf(told, '[push]')).toBe('canceled');
    expect(await registry.tags(`team/${builder}`)).not.toContain('canceled');
    await getBench().engine.docker('rmi', tag);
  });

  it('ends with all that it began when it is canceled in a step', async () => {
    const before = await getBench().state();
    const mark = `98${Math.floor(Math.random() * 1e6)}`;
    const canceled = new AbortController();
    const files = dockerfile(`FROM ${BASE}\nRUN echo begun; sleep ${mark}\nRUN echo last\n`);
    const { told, done } = await build(files, { tags: [fresh()] }, { signal: canceled.signal });
    await waitFor(() => told.output.some((line) => line.endsWith(' begun')), 'the step under way');
    expect(runs(mark)).toBe(true);
    // What the agent keeps has no name, so that it goes with the agent.
    expect(await getBench().contexts()).toEqual([]);
    const canceledAt = Date.now();
    canceled.abort();
    await expect(done).rejects.toThrow();
    expect(Date.now() - canceledAt).toBeLessThan(12_000);
    expect(runs(mark)).toBe(false);
    expect(stateOf(told, `sleep ${mark}`)).toBe('canceled');
    expect(await getBench().engine.docker('ps', '--all', '--quiet')).toBe('');
    await waitFor(async () => (await getBench().state()) === before, 'the host as it was before');
  });

  it('fails as its context does when that breaks off, and leaves nothing', async () => {
    const before = await getBench().state();
    const tar = await packTar([
      ...dockerfile(`FROM ${BASE}\nCOPY big /big\n`),
      { name: 'big', content: 'x'.repeat(3e6) },
    ]);
    const reason = new RoadsteadError('context.too-large', { limit: '1 MiB' });
    const openInput = async () => ({ body: Readable.from(brokenOff(tar, reason)) });
    expect(await failure(build([], { tags: [fresh()] }, { openInput }))).toBe(reason);
    const list = await listOfContext(tar);
    const listed = async () => ({ body: Readable.from(brokenOff(tar, reason)), list });
    expect(await failure(build([], { tags: [fresh()] }, { openInput: listed }))).toBe(reason);
    const refused = () => Promise.reject(reason);
    expect(await failure(build([], {}, { openInput: refused }))).toBe(reason);
    await waitFor(async () => (await getBench().state()) === before, 'the host as it was before');
  });
}

async function* brokenOff(tar: Buffer, reason: Error): AsyncGenerator<Buffer> {
  yield tar.subarray(0, 2_000_000);
  throw reason;
}

/** How a build failed. */
async function failure(
  build: Promise<{ done: Promise<unknown> }> | { done: Promise<unknown> },
): Promise<RoadsteadError> {
  const error = await (await build).done.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof RoadsteadError)) throw error;
  return error;
}

/** Whether a process with this argument runs; every engine's containers are processes of this machine. */
function runs(argument: string): boolean {
  return readdirSync('/proc').some((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(argument);
    } catch {
      return false;
    }
  });
}
