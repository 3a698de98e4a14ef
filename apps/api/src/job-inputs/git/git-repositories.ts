import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type BuildSource, gitHostOf, type Reason, RoadsteadError, reason } from '@roadstead/domain';
import type { GitLogin } from '../../git-credentials/git-access.service.js';
import { ByteBudget, type HeldBytes } from '../../platform/byte-budget.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { AddressGuard } from '../../platform/fetch/address-guard.js';
import { removeLeftOvers } from '../../platform/left-overs.js';
import { Turnstile } from '../../platform/turnstile.js';
import { byteWords } from '../../uploads/byte-words.js';
import { outputOf } from '../archive/program-output.js';
import { type GitAddress, pinnedAddress } from './git-address.js';
import { loginEnv } from './git-login.js';
import { gitReason, isRefused, isUnknownRef } from './git-reasons.js';
import { GitFailure, gitCall, runGit } from './run-git.js';

export type GitSource = Extract<BuildSource, { type: 'git' }>;

const FETCH_TIMEOUT_MS = 10 * 60_000;
/** Longer than a repository is fetched and sent. */
const LEFT_OVER_MS = 24 * 3_600_000;
const LOOK_MS = 500;
/** Repositories fetched at once by one process: each takes a processor while it is indexed. */
const AT_ONCE = 4;
const COMMIT = /^[0-9a-f]{7,64}$/i;
/** Everything of a tree is part of the context, whatever its .gitattributes say of archives. */
const ATTRIBUTES = '* -export-ignore -export-subst\n';

/** A commit's folder, fetched. */
export interface FetchedTree {
  /** The full id. */
  readonly commit: string;
  /** The folder as a tar; a new stream each time. */
  read(): Readable;
  /** Removes all that was fetched. */
  remove(): Promise<void>;
}

/** Fetches repositories for builds, by the system's git: one commit, without a working tree, and nothing is kept. */
@Injectable()
export class GitRepositories implements OnApplicationBootstrap {
  readonly #turnstile = new Turnstile(AT_ONCE);
  readonly #budget: ByteBudget;
  readonly #dir: string;
  readonly #maxBytes: number;

  constructor(
    private readonly guard: AddressGuard,
    @Inject(CONFIG) { uploads }: Config,
  ) {
    this.#dir = join(uploads.dir, 'git');
    this.#maxBytes = Math.min(uploads.contextMaxBytes, uploads.gitMaxBytes);
    this.#budget = new ByteBudget(uploads.gitMaxBytes);
  }

  async onApplicationBootstrap(): Promise<void> {
    await removeLeftOvers(this.#dir, LEFT_OVER_MS);
  }

  /**
   * Waits until there is room for it: what is fetched lies on the disk until it is removed.
   * @param login absent: as anybody
   * @param signal ends the fetch
   * @throws RoadsteadError `git.unreachable`, `git.sign-in-needed`, `git.denied`, `git.ref-unknown`, `git.no-directory`, `context.too-large`, `fetch.address-refused`
   */
  async fetch(source: GitSource, login: GitLogin | undefined, signal: AbortSignal): Promise<FetchedTree> {
    const room = await this.#budget.hold(this.#maxBytes, signal);
    try {
      return await this.#fetchTree(source, { login, signal, room });
    } catch (error) {
      room.release();
      throw error;
    }
  }

  async #fetchTree(source: GitSource, { login, signal, room }: FetchOptions): Promise<FetchedTree> {
    const address = await pinnedAddress(source.url, this.guard);
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    const dir = await mkdtemp(join(this.#dir, 'fetch-'));
    const remove = async () => {
      await rm(dir, { recursive: true, force: true });
      room.release();
    };
    try {
      const fetched = await this.#turnstile.pass(() => this.#fetchInto(dir, source, address, { login, signal }));
      room.shrink(await sizeOf(dir));
      return { commit: fetched.commit, read: () => archiveOf(dir, fetched.tree), remove };
    } catch (error) {
      await remove();
      throw error;
    }
  }

  /** @returns the commit, and the tree of the folder that was asked for */
  async #fetchInto(
    dir: string,
    source: GitSource,
    address: GitAddress,
    { login, signal }: Omit<FetchOptions, 'room'>,
  ): Promise<{ commit: string; tree: string }> {
    const limits = new FetchLimits(dir, this.#maxBytes, signal);
    const options = { cwd: dir, config: address.config, signal: limits.signal };
    const git = (...args: string[]) => runGit(args, { ...options, env: address.env });
    // Only what connects gets to know the password.
    const remote = (...args: string[]) =>
      runGit(args, { ...options, env: { ...address.env, ...loginEnv(address.url, login) } });
    try {
      await git('init', '--quiet', '--bare', '.');
      await writeFile(join(dir, 'info', 'attributes'), ATTRIBUTES);
      const commit = await fetchCommit({ git, remote }, address.url, source);
      return { commit, tree: await treeOf(git, commit, source) };
    } catch (error) {
      if (error instanceof GitFailure && isRefused(error.message)) throw refused(source, login);
      if (error instanceof GitFailure) throw unreachable(source, gitReason(error.message));
      throw limits.explain(error, source);
    } finally {
      limits.end();
    }
  }
}

interface FetchOptions {
  readonly login: GitLogin | undefined;
  readonly signal: AbortSignal;
  readonly room: HeldBytes;
}

type Git = (...args: string[]) => Promise<string>;

/** A commit that no branch ends with may have to be looked for among all of them. @returns its full id */
async function fetchCommit(
  { git, remote }: Record<'git' | 'remote', Git>,
  url: string,
  source: GitSource,
): Promise<string> {
  const { ref = 'HEAD' } = source;
  try {
    await remote('fetch', '--quiet', '--depth=1', '--no-tags', '--no-recurse-submodules', '--', url, ref);
    return (await git('rev-parse', '--verify', '--quiet', 'FETCH_HEAD^{commit}')).trim();
  } catch (error) {
    if (!(error instanceof GitFailure) || !isUnknownRef(error.message)) throw error;
    if (!COMMIT.test(ref)) throw new RoadsteadError('git.ref-unknown', { url: source.url, ref });
  }
  const all = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
  await remote('fetch', '--quiet', '--no-tags', '--no-recurse-submodules', '--', url, ...all);
  try {
    return (await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)).trim();
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new RoadsteadError('git.ref-unknown', { url: source.url, ref });
  }
}

/** @throws RoadsteadError `git.no-directory`, also for a file or a link */
async function treeOf(git: Git, commit: string, { url, subdir }: GitSource): Promise<string> {
  const path =
    subdir
      ?.split('/')
      .filter((part) => part !== '' && part !== '.')
      .join('/') ?? '';
  // With a commit its files get its time; a folder within it has none of its own.
  if (path === '') return commit;
  const found = await git('rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}:${path}`).catch(
    (error: unknown) => {
      if (error instanceof GitFailure) return undefined;
      throw error;
    },
  );
  const isFolder = found !== undefined && (await git('cat-file', '-t', found.trim())).trim() === 'tree';
  if (!isFolder) throw new RoadsteadError('git.no-directory', { url, subdir: subdir ?? '' });
  return found.trim();
}

function archiveOf(dir: string, tree: string): Readable {
  const call = gitCall(['-c', 'tar.umask=0022', 'archive', '--format=tar', tree], { cwd: dir });
  return outputOf('git', call.args, { cwd: dir, env: call.env });
}

/** Ends a fetch that takes too long, or brings too much. */
class FetchLimits {
  readonly #over = new AbortController();
  readonly #timeout = AbortSignal.timeout(FETCH_TIMEOUT_MS);
  readonly #timer: NodeJS.Timeout;
  readonly signal: AbortSignal;

  constructor(
    dir: string,
    private readonly maxBytes: number,
    wanted: AbortSignal,
  ) {
    this.signal = AbortSignal.any([this.#over.signal, this.#timeout, wanted]);
    this.#timer = setInterval(() => {
      void sizeOf(dir).then((bytes) => bytes > maxBytes && this.#over.abort());
    }, LOOK_MS);
  }

  explain(error: unknown, source: GitSource): unknown {
    if (this.#over.signal.aborted) return new RoadsteadError('context.too-large', { limit: byteWords(this.maxBytes) });
    if (this.#timeout.aborted)
      return unreachable(source, reason('took-too-long', { seconds: FETCH_TIMEOUT_MS / 1000 }));
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return unreachable(source, reason('no-git'));
    return error;
  }

  end(): void {
    clearInterval(this.#timer);
  }
}

function refused({ url }: GitSource, login: GitLogin | undefined): RoadsteadError {
  if (login !== undefined) return new RoadsteadError('git.denied', { url, credential: login.name });
  return new RoadsteadError('git.sign-in-needed', { url, host: gitHostOf(url)?.host ?? url });
}

function unreachable({ url }: GitSource, why: Reason): RoadsteadError {
  return new RoadsteadError('git.unreachable', { url, ...why });
}

/** Bytes of the files in a folder; what vanishes meanwhile counts as nothing. */
async function sizeOf(dir: string): Promise<number> {
  const entries = await readdir(dir, { withFileTypes: true, recursive: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      stat(join(entry.path, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
