import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  type BuildStep,
  type JobParams,
  type JobResult,
  parseReference,
  type TransferProgress,
} from '@roadstead/domain';
import {
  type ArchiveEntry,
  busyboxRoot,
  type Engine,
  type EngineNetwork,
  openEngineNetwork,
  packTar,
  type Registry,
  runProgram,
  startRegistry,
} from '@roadstead/testing';
import { DockerEngine } from '../../src/engine/docker-engine.js';
import type { BuildRequest } from '../../src/engine/engine.js';
import type { ENGINE_KINDS } from '../engines-under-test.js';
import { listOfContext } from './list-of-context.js';

export const BASE = 'roadstead/base:1';
export const ANN = { user: 'ann', password: 'correct horse' };

type Params = Partial<JobParams<'image.build'>>;
type Context = Partial<Pick<BuildRequest, 'signal' | 'credentials' | 'openInput'>>;

/** What a build told while it ran. */
export interface Told {
  readonly output: string[];
  readonly progress: TransferProgress[];
}

/** A real engine in which containers can run, with a base image, and a registry that wants a credential. */
export class BuildBench {
  private constructor(
    private readonly dir: string,
    private readonly network: EngineNetwork,
    readonly engine: Engine,
    readonly registry: Registry,
    readonly docker: DockerEngine,
  ) {}

  /** @param diskBytes the engine gets a disk of its own, of this size */
  static async open(kind: (typeof ENGINE_KINDS)[number], diskBytes?: number): Promise<BuildBench> {
    const dir = await mkdtemp(join(tmpdir(), 'roadstead-build-'));
    await mkdir(join(dir, 'network'));
    await mkdir(join(dir, 'engine'));
    if (diskBytes !== undefined) await mountDisk(join(dir, 'engine'), diskBytes);
    const network = await openEngineNetwork(join(dir, 'network'));
    const [engine, registry] = await Promise.all([
      kind.start({ dir: join(dir, 'engine'), name: 'builder', network }),
      startRegistry({ dir: join(dir, 'registry'), addresses: [network.gatewayAddress], htpasswd: [ANN] }),
    ]);
    const docker = new DockerEngine(engine.socketPath, 'builder', join(dir, 'contexts'));
    await docker.connect();
    await importRoot(engine, BASE, []);
    return new BuildBench(dir, network, engine, registry, docker);
  }

  get credentials() {
    return [{ serverAddress: this.registry.address, username: ANN.user, password: ANN.password }];
  }

  /** A new folder that is removed with all else. */
  async folder(name: string): Promise<string> {
    const path = join(this.dir, name);
    await mkdir(path);
    return path;
  }

  /** The contexts that the agent keeps at the moment, as far as they can be seen. */
  contexts(): Promise<string[]> {
    return readdir(join(this.dir, 'contexts')).catch(() => []);
  }

  /** An image in the registry that the host has never had. Its file `/mark` says what makes it another one. */
  async publish(name: string, mark = name): Promise<string> {
    const reference = this.registry.reference(name);
    const { signal } = new AbortController();
    const watch = { signal, onProgress: () => undefined, onOutput: () => undefined };
    await importRoot(this.engine, reference, [{ name: 'mark', content: `${mark}\n` }]);
    await this.docker.push({ reference, credential: this.credentials[0], ...watch });
    await this.engine.docker('rmi', reference);
    return reference;
  }

  /** A build of these files, `Dockerfile` among them. */
  async build(files: readonly ArchiveEntry[], params: Params = {}, context: Context = {}) {
    const told: Told = { output: [], progress: [] };
    const tar = await packTar(files);
    const done: Promise<JobResult<'image.build'>> = this.docker.build({
      source: { type: 'upload', uploadId: 'u1' },
      tags: [],
      ...params,
      signal: new AbortController().signal,
      credentials: [],
      openInput: async ({ listFirst = false } = { listFirst: false }) => ({
        body: Readable.from([tar]),
        size: tar.length,
        ...(listFirst && { list: await listOfContext(tar) }),
      }),
      ...context,
      onProgress: (progress) => told.progress.push(progress),
      onOutput: (line) => told.output.push(line),
    });
    // Whoever waits for it sees how it fails.
    done.catch(() => undefined);
    return { told, done };
  }

  /** What a build could leave: containers, names, and files in the engine's temp folder. Its cache is not asked for. */
  async state(): Promise<string> {
    const [containers, references, temp] = await Promise.all([
      this.engine.docker('ps', '--all', '--quiet'),
      this.engine.docker('images', '--filter', 'dangling=false', '--format', '{{.Repository}}:{{.Tag}}'),
      readdir(join(this.engine.dataRoot, 'tmp')).catch(() => []),
    ]);
    return JSON.stringify({ containers, references: references.split('\n').sort(), temp: temp.sort() });
  }

  async close(): Promise<void> {
    await Promise.all([this.engine.stop(), this.registry.stop()]);
    await this.network.close();
    await runProgram('umount', ['--quiet', join(this.dir, 'engine')]).catch(() => undefined);
    await rm(this.dir, { recursive: true, force: true });
  }
}

function mountDisk(folder: string, bytes: number): Promise<string> {
  return runProgram('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
}

async function importRoot(engine: Engine, reference: string, extra: readonly ArchiveEntry[]): Promise<void> {
  const root = await packTar(await busyboxRoot([{ name: 'etc/group', content: 'root:x:0:\n' }, ...extra]));
  const { registry, repository, tag } = parseReference(reference);
  await engine.request('POST', `/images/create?fromSrc=-&repo=${registry}/${repository}&tag=${tag}`, {
    stream: Readable.from([root]),
    type: 'application/x-tar',
  });
}

/** The steps as they were told last. */
export function stepsOf({ progress }: Told): readonly BuildStep[] {
  return progress.at(-1)?.steps ?? [];
}

/** The state of the step with this instruction, as it was told last. */
export function stateOf(told: Told, instruction: string): string | undefined {
  return stepsOf(told).find(({ name }) => name.includes(instruction))?.state;
}
