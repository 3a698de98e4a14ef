import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { JobDetail } from '@roadstead/contract';
import {
  beginUpload,
  busyboxRoot,
  compress,
  failJob,
  HOSTILE_CONTEXTS,
  type JobRequest,
  packTar,
  type Registry,
  runJob,
  type Stack,
  type StackHost,
  startJob,
  startRegistry,
  startStack,
  tracesOf,
  untilTracesAre,
  upload,
} from '@roadstead/testing';

const START_MS = 120_000;
const ANN = { user: 'ann', password: 'correct horse' };
const MISSING = 'nobody/has-this:1';
const MIB = 1024 * 1024;
/** Of a context; the others of this spec are smaller. */
const CONTEXT_MIB = 8;

/** The list under "Bad input" of the image verbs: each has its own words, and leaves nothing half-made behind. */
describe('an image job with bad input', () => {
  let stack: Stack;
  let host: StackHost;
  let registry: Registry;
  let base: string;
  let before: string[];

  beforeAll(async () => {
    stack = await startStack({ hosts: 1, apiEnv: { ROADSTEAD_CONTEXT_MAX_BYTES: String(CONTEXT_MIB * MIB) } });
    host = stack.host(0);
    registry = await startRegistry({
      dir: join(stack.dir, 'accounts'),
      addresses: [stack.fleet.gatewayAddress],
      htpasswd: [ANN],
    });
    base = 'base:1';
    const bytes = await compress(await packTar(await busyboxRoot()), 'gzip');
    const uploadId = await upload(stack, bytes, 'rootfs.tar.gz');
    await runJob(stack, host, { kind: 'image.import', params: { uploadId, reference: base } });
    await host.engine.docker('run', '--detach', '--name', 'holder', base, 'sleep', '1000000');
  }, START_MS);

  afterAll(async () => {
    await registry?.stop();
    await stack?.stop();
  }, START_MS);

  beforeEach(async () => {
    before = await tracesOf(stack, host);
  });

  afterEach(() => untilTracesAre(stack, host, before));

  const failed = async (request: JobRequest) => expectWords(await failJob(stack, host, request));
  const refused = async (request: JobRequest) => {
    const error = await startJob(stack, host, request).then(
      () => undefined,
      (reason: { status?: number; body?: { code: string; message: string } }) => reason,
    );
    return { status: error?.status, ...error?.body };
  };
  const buildOf = (text: string): JobRequest => ({
    kind: 'image.build',
    params: { source: { type: 'dockerfile', text }, tags: ['bad:1'] },
  });
  const buildFrom = (uploadId: string, builder?: 'buildkit' | 'classic'): JobRequest => ({
    kind: 'image.build',
    params: { source: { type: 'upload', uploadId }, tags: ['bad:1'], builder },
  });

  it('says where a Dockerfile is malformed', async () => {
    for (const text of ['FORM scratch\n', `FROM ${base}\nFETCH this\n`, `FROM ${base}\nCOPY only-one\n`]) {
      expect(await failed(buildOf(text))).toMatchObject({ code: 'build.dockerfile-invalid' });
    }
  });

  it('says at which step a build has failed, and why', async () => {
    const error = await failed(buildOf(`FROM ${base}\nRUN echo fine\nRUN false\n`));
    expect(error).toMatchObject({ code: 'build.failed', message: expect.stringContaining('RUN false') });
  });

  it('refuses a context with members that lead out of it or are no files', async () => {
    for (const [name, entries] of Object.entries(HOSTILE_CONTEXTS)) {
      const error = await failed(buildFrom(await upload(stack, await packTar(entries), 'context.tar')));
      expect({ name, code: error?.code }).toEqual({ name, code: 'context.unsafe' });
    }
  });

  it('refuses a context without a Dockerfile', async () => {
    const context = await upload(stack, await packTar([{ name: 'README', content: 'none' }]), 'context.tar');
    expect(await failed(buildFrom(context))).toMatchObject({ code: 'context.no-dockerfile' });
  });

  it('refuses a context that is too large, also where it is small until it is unpacked', async () => {
    const dockerfile = { name: 'Dockerfile', content: `FROM ${base}\nCOPY . /\n` };
    const context = await packTar([dockerfile, { name: 'zeros', content: Buffer.alloc((CONTEXT_MIB + 1) * MIB) }]);
    for (const compression of ['none', 'gzip'] as const) {
      const uploadId = await upload(stack, await compress(context, compression), 'context.tar');
      for (const builder of ['buildkit', 'classic'] as const) {
        expect(await failed(buildFrom(uploadId, builder))).toMatchObject({
          code: 'context.too-large',
          message: expect.stringContaining(`${CONTEXT_MIB} MiB`),
        });
      }
    }
  });

  it('refuses what is no tar, and what is the beginning of one', async () => {
    const whole = await packTar(await busyboxRoot([{ name: 'Dockerfile', content: 'FROM scratch\nCOPY . /\n' }]));
    const archives = [
      Buffer.from('this is no archive at all'),
      whole.subarray(0, 300_000),
      (await compress(whole, 'gzip')).subarray(0, 100_000),
      (await compress(whole, 'xz')).subarray(0, 100_000),
    ];
    for (const bytes of archives) {
      const uploadId = await upload(stack, bytes, 'archive.tar');
      const requests: JobRequest[] = [
        buildFrom(uploadId),
        { kind: 'image.import', params: { uploadId, reference: 'bad:1' } },
        { kind: 'image.load', params: { uploadId } },
      ];
      for (const request of requests) {
        expect({ kind: request.kind, ...(await failed(request)) }).toMatchObject({ code: 'archive.invalid' });
      }
    }
  });

  it('refuses a tar that holds no image', async () => {
    const uploadId = await upload(stack, await packTar([{ name: 'a', content: 'b' }]), 'no-image.tar');
    expect(await failed({ kind: 'image.load', params: { uploadId } })).toMatchObject({ code: 'archive.invalid' });
  });

  it('refuses an upload that is not complete, and one that is not there', async () => {
    const incomplete = await beginUpload(stack, 1000, 'half.tar');
    expect(await refused(buildFrom(incomplete))).toMatchObject({ status: 409, code: 'upload.incomplete' });
    expect(await refused(buildFrom('nobody-has-uploaded-this'))).toMatchObject({ status: 404, code: 'upload.unknown' });
  });

  it('refuses changes that no image can have', async () => {
    const containerId = (await host.engine.docker('inspect', '--format', '{{.Id}}', 'holder')).trim();
    for (const change of ['RUN echo no', 'FETCH this', 'CMD', 'ENV A=1\nRUN echo no']) {
      const answer = await refused({ kind: 'container.commit', params: { containerId, changes: [change] } });
      expect({ change, status: answer.status }).toEqual({ change, status: 400 });
    }
    const error = await failed({ kind: 'container.commit', params: { containerId, changes: ['EXPOSE no-port'] } });
    expect(error).toMatchObject({ code: 'image.change-refused' });
  });

  it('says that an image to tag, push or remove is not on the host', async () => {
    const requests: JobRequest[] = [
      { kind: 'image.tag', params: { source: MISSING, target: 'bad:1' } },
      { kind: 'image.push', params: { reference: registry.reference('team/none:1') } },
      { kind: 'image.remove', params: { reference: MISSING } },
    ];
    for (const request of requests) {
      expect({ kind: request.kind, ...(await failed(request)) }).toMatchObject({ code: 'image.not-on-host' });
    }
  });

  it('names the container that holds an image to be removed', async () => {
    const error = await failed({ kind: 'image.remove', params: { reference: base } });
    expect(error).toMatchObject({ code: 'image.in-use', message: expect.stringContaining('holder') });
  });

  it('does not keep a credential that the registry does not take', async () => {
    const body = { name: 'accounts', address: registry.address, username: ANN.user, password: 'wrong', insecure: true };
    await expect(stack.call('createRegistry', { body })).rejects.toMatchObject({
      status: 400,
      body: { code: 'registry.wrong-credentials' },
    });
    expect(await stack.call('listRegistries')).toEqual([]);
  });

  it('says that a push was denied to who has not signed in', async () => {
    const reference = registry.reference('team/web:1');
    await host.engine.docker('tag', base, reference);
    const error = await failed({ kind: 'image.push', params: { reference } });
    await host.engine.docker('rmi', reference);
    expect(error).toMatchObject({ code: 'registry.denied', message: expect.stringContaining(registry.address) });
  });

  it('says that the certificate of a registry is broken, on the host and when it is added', async () => {
    for (const certificate of ['unknown-authority', 'expired'] as const) {
      await using broken = await startRegistry({
        dir: join(stack.dir, certificate),
        addresses: [stack.fleet.strictAddress ?? ''],
        certificate,
      });
      const error = await failed({ kind: 'image.pull', params: { reference: broken.reference('team/web:1') } });
      expect(error).toMatchObject({ code: 'registry.unreachable', message: expect.stringContaining('certificate') });
      const body = { name: certificate, address: broken.address, username: ANN.user, password: ANN.password };
      await expect(stack.call('createRegistry', { body })).rejects.toMatchObject({
        status: 502,
        body: { code: 'registry.not-answering', message: expect.stringContaining('certificate') },
      });
    }
  });

  it('takes no Git URL that is a path or could be an option', async () => {
    for (const url of ['/etc', './here', 'file:///etc', '--upload-pack=touch /tmp/x', 'ext::sh -c true', '-x@y:z']) {
      const answer = await refused({ kind: 'image.build', params: { source: { type: 'git', url }, tags: ['bad:1'] } });
      expect({ url, status: answer.status }).toEqual({ url, status: 400 });
    }
  });

  it('says that Git cannot fetch from where nobody answers, or from this machine itself', async () => {
    const { gatewayAddress } = stack.fleet;
    const gitBuild = (url: string): JobRequest => ({
      kind: 'image.build',
      params: { source: { type: 'git', url }, tags: ['bad:1'] },
    });
    expect(await failed(gitBuild(`http://${gatewayAddress}:1/team/shop.git`))).toMatchObject({
      code: 'git.unreachable',
    });
    expect(await failed(gitBuild('http://127.0.0.1/shop.git'))).toMatchObject({ code: 'fetch.address-refused' });
  });

  it('imports from no URL that leads to this machine itself, or to nothing', async () => {
    const importOf = (url: string): JobRequest => ({ kind: 'image.import', params: { url, reference: 'bad:1' } });
    expect(await failed(importOf(`${stack.url}/api/v1/hosts`))).toMatchObject({ code: 'fetch.address-refused' });
    const nowhere = `http://${stack.fleet.gatewayAddress}:1/rootfs.tar`;
    expect(await failed(importOf(nowhere))).toMatchObject({ code: 'fetch.failed' });
    expect((await refused(importOf('file:///etc/passwd'))).status).toBe(400);
  });
});

/** The error of a failed job: tried once, and with a value at each place of its words. */
function expectWords({ error, attempts }: JobDetail) {
  expect(attempts.map(({ outcome }) => outcome)).toEqual(['failed']);
  expect(error?.message).not.toMatch(/\?$|undefined|\[object/);
  return error;
}
