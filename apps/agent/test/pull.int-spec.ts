import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JobId, LayerPhase } from '@roadstead/domain';
import type { RegistryCredential } from '@roadstead/protocol';
import {
  type ControlPlane,
  type Engine,
  type EnrolledHost,
  openSlowLink,
  type Registry,
  type SlowLink,
  startControlPlane,
  startRegistry,
  waitFor,
} from '@roadstead/testing';
import { AgentRun, buildAgent } from './agent-run.js';
import { ENGINE_KINDS } from './engines-under-test.js';
import { importBusybox } from './test-images.js';

const START_MS = 60_000;
const MIB = 1024 * 1024;
/** So slow that a pull of some MiB can be disturbed. */
const SLOW = 1.5 * MIB;
/** One image for each disturbance, for the containerd store keeps for a while what was begun. */
const DISTURBED = ['shop/canceled:1', 'shop/away:1', 'shop/killed:1', 'shop/stopped:1'] as const;
const SIZE = 5 * MIB;
const USER = { user: 'ann', password: 'correct horse' };

beforeAll(buildAgent, START_MS);

for (const kind of ENGINE_KINDS) {
  const suite = kind.absent === undefined ? describe : describe.skip;
  suite(`image.pull on ${kind.name}${kind.absent === undefined ? '' : ` (${kind.absent})`}`, () => {
    let dir: string;
    let engine: Engine;
    let open: Registry;
    let guarded: Registry;
    let slow: SlowLink;
    let controlPlane: ControlPlane;
    let agent: AgentRun;
    let host: EnrolledHost;

    beforeAll(async () => {
      dir = await mkdtemp(join(tmpdir(), 'roadstead-agent-'));
      const addresses = ['127.0.0.1'];
      [engine, open, guarded, controlPlane] = await Promise.all([
        kind.start({ dir: join(dir, 'engine'), name: 'puller' }),
        startRegistry({ dir: join(dir, 'open'), addresses }),
        startRegistry({ dir: join(dir, 'guarded'), addresses, htpasswd: [USER] }),
        startControlPlane(),
      ]);
      slow = await openSlowLink(open.address, '127.0.0.1', SLOW);
      await engine.docker('login', '--username', USER.user, '--password', USER.password, guarded.address);
      const images = ['shop/web:1', ...DISTURBED].map((name) => open.reference(name));
      for (const reference of [...images, guarded.reference('team/secret:1')]) await push(engine, reference);
      agent = new AgentRun({
        url: controlPlane.url,
        stateDir: join(dir, 'state'),
        socketPath: engine.socketPath,
        token: controlPlane.joinToken(),
      });
      host = await controlPlane.untilListed();
    }, START_MS);

    afterAll(async () => {
      await agent?.stop();
      await slow?.[Symbol.asyncDispose]();
      await controlPlane?.[Symbol.asyncDispose]();
      await Promise.all([engine?.stop(), open?.stop(), guarded?.stop()]);
      await rm(dir, { recursive: true, force: true });
    }, START_MS);

    const begin = async (reference: string, credential?: RegistryCredential) => {
      const jobId = randomUUID() as JobId;
      const credentials = credential === undefined ? [] : [credential];
      await host.command('job.start', { jobId, attempt: 1, kind: 'image.pull', params: { reference }, credentials });
      return jobId;
    };
    const end = async (jobId: JobId) => {
      await waitFor(() => host.jobs.ends(jobId).length > 0, 'the end of the job', { timeoutMs: 60_000 });
      expect(host.jobs.ends(jobId)).toHaveLength(1);
      return host.jobs.ends(jobId)[0];
    };
    const failure = async (reference: string, credential?: RegistryCredential) => {
      const ended = await end(await begin(reference, credential));
      if (ended?.type !== 'failed') throw new Error(`it did not fail: ${JSON.stringify(ended)}`);
      return ended.error;
    };
    const phases = (jobId: JobId): LayerPhase[] => [
      ...new Set(host.jobs.reports(jobId, 'progress').flatMap(({ progress }) => progress.layers.map((l) => l.phase))),
    ];
    const downloading = (jobId: JobId) =>
      waitFor(
        () => host.jobs.reports(jobId, 'progress').some(({ progress }) => progress.bytesDone > 0),
        'the first bytes',
      );
    const hasImage = async (reference: string) => (await engine.docker('images', '--quiet', reference)).trim() !== '';
    /** By the engine's own word, which it gives when the whole pull is over. */
    const wasPulled = async (reference: string) => {
      const asked = ['--since', '5m', '--until', '0s', '--filter', 'event=pull', '--format', '{{.Actor.ID}}'];
      return (await engine.docker('events', ...asked)).includes(reference);
    };
    const viaSlowLink = (name: 'shop/web:1' | (typeof DISTURBED)[number]) => `${slow.address}/${name}`;

    it('pulls, and tells each layer with its bytes and the whole with rate and result', async () => {
      const reference = viaSlowLink('shop/web:1');
      const jobId = await begin(reference);
      const ended = await end(jobId);
      expect(ended).toMatchObject({
        type: 'succeeded',
        result: {
          changed: true,
          digest: expect.stringMatching(/^sha256:/),
          imageId: expect.stringMatching(/^sha256:/),
        },
      });
      expect(phases(jobId)).toEqual(expect.arrayContaining(['downloading', 'complete']));
      const last = host.jobs.reports(jobId, 'progress').at(-1)?.progress;
      expect(last?.bytesDone).toBe(last?.bytesTotal);
      expect(last?.bytesTotal).toBeGreaterThan(SIZE);
      expect(host.jobs.reports(jobId, 'progress').some(({ progress }) => progress.bytesPerSecond > 0)).toBe(true);
      expect(await hasImage(reference)).toBe(true);
      await waitFor(
        () => [...host.inventory.images.values()].some((image) => image.references.includes(reference)),
        'the image in the inventory',
      );
      const [image] = [...host.inventory.images.values()].filter((each) => each.references.includes(reference));
      expect(ended).toMatchObject({ result: { imageId: image?.id } });
    });

    it('says that an image is up to date, by its tag and by tag and digest', async () => {
      const reference = viaSlowLink('shop/web:1');
      const again = await end(await begin(reference));
      expect(again).toMatchObject({ type: 'succeeded', result: { changed: false } });
      const digest = again?.type === 'succeeded' ? again.result.digest : undefined;
      expect(await end(await begin(`${reference}@${digest}`))).toMatchObject({ type: 'succeeded', result: { digest } });
      await engine.docker('rmi', '--force', reference, `${slow.address}/shop/web@${digest}`);
    });

    it('leaves no image when it is canceled, and ends the pull in the engine', async () => {
      const reference = viaSlowLink('shop/canceled:1');
      const jobId = await begin(reference);
      await downloading(jobId);
      expect(await host.command('job.cancel', { jobId, attempt: 1 })).toEqual({ known: true });
      expect(await end(jobId)).toEqual({ type: 'canceled' });
      // Were the engine still at it, the image would come in the time that the whole needs.
      slow.setRate(Number.POSITIVE_INFINITY);
      await new Promise((resolve) => setTimeout(resolve, 3000));
      expect(await hasImage(reference)).toBe(false);
      slow.setRate(SLOW);
    });

    it('says in words what no registry or engine can give', async () => {
      expect((await failure(open.reference('shop/none:1'))).code).toBe('registry.image-not-found');
      expect((await failure(open.reference('shop/web:none'))).code).toBe('registry.image-not-found');
      expect((await failure(guarded.reference('team/secret:1'))).code).toBe('registry.denied');
      const unreachable = await failure('127.0.0.1:1/shop/web:1');
      expect(unreachable).toMatchObject({ code: 'registry.unreachable', detail: { host: expect.any(String) } });
      expect(unreachable.message).toContain('the connection was refused');
    });

    it('pulls with a credential, and says denied with a wrong one, and neither is ever logged', async () => {
      const reference = guarded.reference('team/secret:1');
      const credential = { serverAddress: guarded.address, username: USER.user, password: USER.password };
      const wrong = { ...credential, password: 'wrong' };
      expect((await failure(reference, wrong)).code).toBe('registry.denied');
      expect(await end(await begin(reference, credential))).toMatchObject({ type: 'succeeded' });
      expect(agent.output).not.toContain(USER.password);
      expect(JSON.stringify(host.jobs.events)).not.toContain(USER.password);
    });

    it('refuses parameters that are none, and goes on with an attempt that it was told of twice', async () => {
      const jobId = randomUUID() as JobId;
      const kindOf = { jobId, attempt: 2, kind: 'image.pull' as const, credentials: [] };
      await expect(host.command('job.start', { ...kindOf, params: { reference: 'A B' } })).rejects.toThrow(
        'white space',
      );
      const start = { ...kindOf, params: { reference: open.reference('shop/web:1') } };
      expect(await host.command('job.start', start)).toEqual({ adopted: false });
      expect(await host.command('job.start', start)).toEqual({ adopted: true });
      await end(jobId);
      expect(await host.command('job.start', start)).toEqual({ adopted: true });
      await expect(host.command('job.start', { ...start, attempt: 1 })).rejects.toThrow('older');
      await engine.docker('rmi', '--force', open.reference('shop/web:1'));
    });

    it('tells what happened while the control plane was away, once, in order, and with one end', async () => {
      const reference = viaSlowLink('shop/away:1');
      const jobId = await begin(reference);
      await downloading(jobId);
      await controlPlane.goAway();
      slow.setRate(Number.POSITIVE_INFINITY);
      // On the containerd store the image is there before its layers are unpacked, and the pull goes on.
      await waitFor(() => wasPulled(reference), 'the end of the pull');
      await controlPlane.comeBack();
      expect(await end(jobId)).toMatchObject({ type: 'succeeded' });
      expect(host.hellos.at(-1)?.jobs).toEqual([{ jobId, attempt: 1, ended: true }]);
      const sequences = host.jobs.of(jobId, 1).map(({ sequence }) => sequence);
      expect(sequences).toEqual(sequences.map((_sequence, index) => index + 1));
      slow.setRate(SLOW);
    });

    it('fails as engine.unreachable when the engine is killed or stopped in the middle', async () => {
      const disturbances = [
        ['shop/killed:1', () => engine.kill9()],
        ['shop/stopped:1', () => engine.restart()],
      ] as const;
      for (const [name, disturb] of disturbances) {
        const jobId = await begin(viaSlowLink(name));
        await downloading(jobId);
        await disturb();
        await waitFor(() => host.jobs.ends(jobId).length > 0, 'the end of the job', { timeoutMs: 60_000 });
        expect(host.jobs.ends(jobId)).toMatchObject([{ type: 'failed', error: { code: 'engine.unreachable' } }]);
        await engine.restart();
        await waitFor(() => host.heartbeats.at(-1)?.engine === 'up', 'the engine');
      }
    });
  });
}

async function push(engine: Engine, reference: string): Promise<void> {
  await importBusybox(engine, reference, SIZE);
  await engine.docker('push', '--quiet', reference);
  await engine.docker('rmi', reference);
}
