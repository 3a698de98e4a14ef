import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { request, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobId, JobKind } from '@roadstead/domain';
import type { JobReport, RegistryCredential } from '@roadstead/protocol';
import {
  busyboxRoot,
  type ControlPlane,
  type Engine,
  type EnrolledHost,
  openSlowLink,
  packTar,
  type Registry,
  runProgram,
  type SlowLink,
  startControlPlane,
  startRegistry,
  waitFor,
} from '@roadstead/testing';
import { AgentRun } from '../agent-run.js';
import type { ENGINE_KINDS } from '../engines-under-test.js';

const MIB = 1024 * 1024;
/** As Docker 20.10 lists what has none. */
const NO_NAME = '<none>:<none>';
const SLICE_MS = 50;
const END_TIMEOUT_MS = 90_000;
const USER = { user: 'ann', password: 'correct horse' };

/** A job as it is to be started. */
export interface PreparedJob {
  readonly kind: JobKind;
  readonly params: Record<string, unknown>;
  readonly credentials?: RegistryCredential[];
  readonly inputToken?: string;
}

export interface OfferOptions {
  /** @default as fast as it goes */
  readonly bytesPerSecond?: number;
  /** Breaks the connection off after so many. */
  readonly cutAfter?: number;
  /** Does not say beforehand how many there are. */
  readonly unsized?: boolean;
}

type EngineKind = (typeof ENGINE_KINDS)[number];

/** A real engine with its agent, a registry with accounts, slow ways to it, and the control plane's side of it all. */
export class JobBench {
  private constructor(
    private readonly dir: string,
    readonly engineKind: EngineKind,
    readonly engine: Engine,
    readonly registry: Registry,
    /** To the registry, slow for what it sends. */
    readonly slowPull: SlowLink,
    /** To the registry, slow for what it is sent. */
    readonly slowPush: SlowLink,
    readonly controlPlane: ControlPlane,
    private agent: AgentRun,
    readonly host: EnrolledHost,
  ) {}

  /** @param diskBytes gives the engine a disk of its own, of this size */
  static async open(engineKind: EngineKind, diskBytes?: number): Promise<JobBench> {
    const dir = await mkdtemp(join(tmpdir(), 'roadstead-jobs-'));
    if (diskBytes !== undefined) await mountDisk(join(dir, 'engine'), diskBytes);
    const [engine, registry, controlPlane] = await Promise.all([
      engineKind.start({ dir: join(dir, 'engine'), name: 'worker' }),
      startRegistry({ dir: join(dir, 'registry'), addresses: ['127.0.0.1'], htpasswd: [USER] }),
      startControlPlane(),
    ]);
    const slowPull = await openSlowLink(registry.address, '127.0.0.1', 2 * MIB, 'pull');
    const slowPush = await openSlowLink(registry.address, '127.0.0.1', 2 * MIB, 'push');
    const agent = new AgentRun({
      url: controlPlane.url,
      stateDir: join(dir, 'state'),
      socketPath: engine.socketPath,
      token: controlPlane.joinToken(),
    });
    const host = await controlPlane.untilListed();
    return new JobBench(dir, engineKind, engine, registry, slowPull, slowPush, controlPlane, agent, host);
  }

  async close(): Promise<void> {
    await this.agent.stop();
    await Promise.all([this.slowPull, this.slowPush, this.controlPlane].map((part) => part[Symbol.asyncDispose]()));
    await Promise.all([this.engine.stop(), this.registry.stop()]);
    // Only where it has a disk of its own.
    await runProgram('umount', [join(this.dir, 'engine')]).catch(() => undefined);
    await rm(this.dir, { recursive: true, force: true });
  }

  /** The agent is killed, and another one takes its place: it has nothing but the identity of the first. */
  async replaceAgent(): Promise<void> {
    await this.agent.kill9();
    const hellos = this.host.hellos.length;
    this.agent = new AgentRun({
      url: this.controlPlane.url,
      stateDir: join(this.dir, 'state'),
      socketPath: this.engine.socketPath,
    });
    await waitFor(() => this.host.hellos.length > hellos, 'the next agent');
  }

  /** For the registry. */
  get credentials(): RegistryCredential[] {
    return [{ serverAddress: this.registry.address, username: USER.user, password: USER.password }];
  }

  async start(job: PreparedJob, attempt = 1, jobId = randomUUID() as JobId): Promise<JobId> {
    await this.host.command('job.start', { credentials: [], ...job, jobId, attempt });
    return jobId;
  }

  async cancel(jobId: JobId): Promise<void> {
    await this.host.command('job.cancel', { jobId, attempt: 1 });
  }

  /** The one end of a job. */
  async end(jobId: JobId): Promise<JobReport> {
    const ends = () => this.host.jobs.ends(jobId);
    await waitFor(() => ends().length > 0, 'the end of the job', { timeoutMs: END_TIMEOUT_MS, pollMs: 20 });
    const [end] = ends();
    if (end === undefined || ends().length > 1) throw new Error(`it ended ${ends().length} times`);
    return end;
  }

  async run(job: PreparedJob): Promise<JobReport> {
    return this.end(await this.start(job));
  }

  output(jobId: JobId): string {
    return this.host.jobs
      .reports(jobId, 'output')
      .map(({ text }) => text)
      .join('');
  }

  /** Makes an image of busybox. With `padding` it has so many bytes more that do not compress. */
  async makeImage(reference: string, padding = 16): Promise<void> {
    const tar = await rootArchive(padding);
    const [, repo, tag] = /^(.+):([^:/]+)$/.exec(reference) ?? [];
    await this.engine.request('POST', `/images/create?fromSrc=-&repo=${repo}&tag=${tag}`, {
      stream: Readable.from([tar]),
      type: 'application/x-tar',
    });
  }

  /** As of `docker save`. */
  saved(...references: string[]): Promise<Buffer> {
    return saveOf(this.engine, references);
  }

  /** @returns the input token of a job that reads these bytes */
  offer(bytes: Buffer, options: OfferOptions = {}): string {
    return this.controlPlane.offerInput((response) => void give(response, bytes, options));
  }

  /** What the host has: images with their names, containers, volumes, and what was left half-made. Same before and after: nothing was left. */
  async state({ keepsCache = false } = {}): Promise<string> {
    const [images, containers, volumes, temporary] = await Promise.all([
      this.engine.request('GET', '/images/json?all=1'),
      this.engine.request('GET', '/containers/json?all=1'),
      this.engine.request('GET', '/volumes'),
      readdir(join(this.engine.dataRoot, 'tmp')).catch(() => []),
    ]);
    const named = (JSON.parse(images) as { Id: string; RepoTags: string[] | null }[]).map(({ Id, RepoTags }) => [
      Id,
      ...(RepoTags ?? []).sort(),
    ]);
    const counted = keepsCache ? named.filter(([, ...names]) => names.some((name) => name !== NO_NAME)) : named;
    const ids = (JSON.parse(containers) as { Id: string; State: string }[]).map(({ Id, State }) => [Id, State]);
    const kept = ((JSON.parse(volumes) as { Volumes: { Name: string }[] | null }).Volumes ?? []).map(
      ({ Name }) => Name,
    );
    return JSON.stringify([counted.sort(), ids.sort(), kept.sort(), temporary]);
  }
}

async function mountDisk(path: string, bytes: number): Promise<void> {
  await mkdir(path, { recursive: true });
  await runProgram('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path]);
}

/** A root filesystem as a tar. */
export async function rootArchive(padding: number): Promise<Buffer> {
  return packTar(await busyboxRoot([{ name: 'padding', content: randomBytes(padding) }]));
}

async function saveOf(engine: Engine, references: readonly string[]): Promise<Buffer> {
  const names = references.map((name) => `names=${encodeURIComponent(name)}`).join('&');
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: engine.socketPath, path: `/images/get?${names}`, headers: { host: 'engine' } });
    call.on('error', reject).end();
    call.on('response', async (answer) => {
      const chunks: Buffer[] = [];
      for await (const chunk of answer) chunks.push(chunk as Buffer);
      resolve(Buffer.concat(chunks));
    });
  });
}

async function give(response: ServerResponse, bytes: Buffer, options: OfferOptions): Promise<void> {
  const { bytesPerSecond = Number.POSITIVE_INFINITY, cutAfter = bytes.length, unsized } = options;
  response.writeHead(200, {
    'content-type': 'application/x-tar',
    ...(!unsized && { 'content-length': bytes.length }),
  });
  const slice = Math.max(1, Math.min(bytes.length, Math.floor((bytesPerSecond * SLICE_MS) / 1000)));
  for (let start = 0; start < cutAfter && !response.destroyed; start += slice) {
    response.write(bytes.subarray(start, Math.min(start + slice, cutAfter)));
    if (bytesPerSecond !== Number.POSITIVE_INFINITY) await sleep(SLICE_MS);
  }
  if (cutAfter === bytes.length) return void response.end();
  // What was written is to arrive before the end of the connection does.
  await sleep(4 * SLICE_MS);
  response.destroy();
}
