import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { ContextFacts } from '@roadstead/contract';
import { JOB_KINDS, type JobParams, joinUrl, lacksSecret, RoadsteadError, reason } from '@roadstead/domain';
import { GitAccess } from '../git-credentials/git-access.service.js';
import type { InputClaim } from '../jobs/input-tokens.js';
import { JobSecrets } from '../jobs/job-secrets.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { reasonOf } from '../platform/fetch/connection-reasons.js';
import { GuardedFetch } from '../platform/fetch/guarded-fetch.js';
import { shownUrl } from '../platform/fetch/shown-url.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { Turnstile } from '../platform/turnstile.js';
import { type BuildInputsRead, buildInputsRead } from '../provenance/build-inputs.js';
import { UploadsService } from '../uploads/uploads.service.js';
import { archiveKind, HEAD_BYTES } from './archive/archive-kind.js';
import { peek } from './archive/peek.js';
import type { ReadingLimits } from './archive/reading-time.js';
import type { TarLimits } from './archive/tar-entries.js';
import { type ContextSource, type JudgedContext, scanContext } from './context/scan-context.js';
import { dockerfileAlone, sendContext } from './context/send-context.js';
import { type FetchedTree, GitRepositories, type GitSource } from './git/git-repositories.js';
import { JobInputsRepository, type RunningJob } from './job-inputs.repository.js';

const TAR = 'application/x-tar';
const BYTES = 'application/octet-stream';
const DEFAULT_DOCKERFILE = 'Dockerfile';
/** More files than any source tree has; each costs the engine a file as well. */
const MAX_ENTRIES = 500_000;
/** Archives that one process reads through at once. */
const SCANS_AT_ONCE = 2;
/** Contexts of which it is remembered what was found: jobs of a batch ask for the same one, a host each. */
const REMEMBERED = 50;

/** Bytes that a job reads. */
export interface JobInput {
  /** To be read to its end or destroyed. */
  readonly body: Readable;
  readonly mediaType: string;
  /** In bytes, where it is known beforehand. */
  readonly size?: number;
  /** Of a build's context: what is in it, as JSON, for whoever wants to know that first. */
  readonly list?: Buffer;
}

type KeepInputs = (dockerfile: string | undefined, context: ContextFacts) => Promise<void>;

/** Who reads. */
interface Asked {
  readonly claim: InputClaim;
  readonly job: RunningJob;
  readonly signal: AbortSignal;
}

/** Finds or makes the bytes that jobs read. What is wrong with them is said before the first of them, as far as can be. */
@Injectable()
export class JobInputsService {
  readonly #scans = new Turnstile(SCANS_AT_ONCE);
  readonly #scanned = new Map<string, Promise<JudgedContext>>();
  readonly #limits: TarLimits;
  readonly #time: ReadingLimits;

  constructor(
    private readonly repository: JobInputsRepository,
    private readonly uploads: UploadsService,
    private readonly repositories: GitRepositories,
    private readonly web: GuardedFetch,
    private readonly secrets: JobSecrets,
    private readonly git: GitAccess,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CONFIG) { uploads: { contextMaxBytes, contextSilenceSeconds, contextMaxSeconds } }: Config,
  ) {
    this.#limits = { maxBytes: contextMaxBytes, maxEntries: MAX_ENTRIES };
    this.#time = { silenceMs: contextSilenceSeconds * 1000, totalMs: contextMaxSeconds * 1000 };
  }

  /**
   * @param signal nobody waits for the bytes any more
   * @throws RoadsteadError `job.input-denied`, and what is wrong with an upload, an archive, a context or a repository
   */
  async open(claim: InputClaim, signal: AbortSignal): Promise<JobInput> {
    const job = await this.repository.running(claim);
    switch (job?.kind) {
      case 'image.build':
        return this.#context(JOB_KINDS['image.build'].params.parse(job.params), { claim, job, signal });
      case 'image.load':
        return this.#uploaded(JOB_KINDS['image.load'].params.parse(job.params).uploadId);
      case 'image.import': {
        const { uploadId, url } = JOB_KINDS['image.import'].params.parse(job.params);
        if (url !== undefined) return this.#fetched(this.#wholeUrl(url, claim, job), signal);
        if (uploadId !== undefined) return this.#uploaded(uploadId);
      }
    }
    throw new RoadsteadError('job.input-denied');
  }

  async #context(params: JobParams<'image.build'>, asked: Asked): Promise<JobInput> {
    const { source } = params;
    const keep = (text: string | undefined, context: ContextFacts) =>
      this.#keepInputs(asked.claim, buildInputsRead(params, text, context));
    switch (source.type) {
      case 'dockerfile': {
        const { body, facts } = dockerfileAlone(source.text, DEFAULT_DOCKERFILE);
        await keep(source.text, facts);
        return { body, mediaType: TAR };
      }
      case 'upload':
        return this.#uploadedContext(source.uploadId, contextPath(source.dockerfile), keep);
      case 'git':
        return this.#gitContext(source, asked, keep);
    }
  }

  async #uploadedContext(uploadId: string, dockerfile: string, keep: KeepInputs): Promise<JobInput> {
    const { upload, read } = await this.uploads.open(uploadId);
    const filename = upload.filename ?? upload.id;
    const context = { read, filename, dockerfile, limits: this.#limits, time: this.#time };
    const judged = await this.#scanOnce(`${uploadId} ${dockerfile}`, context);
    const body = sendContext(context, judged, (facts) => keep(textOf(judged), facts));
    return { body, mediaType: TAR, list: judged.list };
  }

  async #gitContext(source: GitSource, asked: Asked, keep: KeepInputs): Promise<JobInput> {
    const tree = await this.#treeOf(source, asked);
    const dockerfile = contextPath(source.dockerfile);
    const context = {
      read: async () => tree.read(),
      filename: source.url,
      dockerfile,
      limits: this.#limits,
      time: this.#time,
    };
    try {
      const judged = await this.#scans.pass(() => scanContext(context));
      const body = sendContext(context, judged, (facts) => keep(textOf(judged), facts));
      body.once('close', () => void tree.remove());
      return { body, mediaType: TAR, list: judged.list };
    } catch (error) {
      await tree.remove();
      throw error;
    }
  }

  /** A build does not fail because it cannot be told later what it read. */
  async #keepInputs(claim: InputClaim, inputs: BuildInputsRead): Promise<void> {
    await this.repository.keepInputs(claim, inputs).catch((error: unknown) => {
      this.logger.warn({ err: error, jobId: claim.jobId }, 'what a build has read could not be kept');
    });
  }

  /** A branch may move while an attempt reads: what it read first is what it reads again. */
  async #treeOf(source: GitSource, { claim, job, signal }: Asked): Promise<FetchedTree> {
    const login = await this.git.of(source, job.createdBy);
    const at = (ref: string | undefined) => this.repositories.fetch({ ...source, ref }, login, signal);
    if (job.commit !== undefined) return at(job.commit);
    const tree = await at(source.ref);
    const commit = await this.repository.keepCommit(claim, tree.commit);
    if (commit === tree.commit) return tree;
    await tree.remove();
    return at(commit);
  }

  /** @throws RoadsteadError `job.secret-gone` where the control plane has got another key since */
  #wholeUrl(url: string, { jobId }: InputClaim, { secret }: RunningJob): string {
    const query = secret && this.secrets.open(jobId, secret);
    if (query === undefined && lacksSecret(url)) throw new RoadsteadError('job.secret-gone', { url });
    return joinUrl(url, query);
  }

  async #uploaded(uploadId: string): Promise<JobInput> {
    const { upload, read } = await this.uploads.open(uploadId);
    return { ...(await requireArchive(await read(), upload.filename ?? upload.id)), size: upload.size };
  }

  async #fetched(url: string, signal: AbortSignal): Promise<JobInput> {
    const answer = await this.web.fetch(url, { signal });
    const shown = shownUrl(new URL(url));
    if (answer.status !== 200) {
      answer.body.destroy();
      throw new RoadsteadError('fetch.failed', { url: shown, ...reason('answered-with', { status: answer.status }) });
    }
    const length = Number(answer.headers['content-length']);
    const input = await requireArchive(answer.body, shown).catch((error: unknown) => {
      if (error instanceof RoadsteadError) throw error;
      throw new RoadsteadError('fetch.failed', { url: shown, ...reasonOf(error) }, { cause: error });
    });
    return { ...input, ...(length > 0 && { size: length }) };
  }

  /** Bytes of a complete upload never change; what is wrong with them does neither, but is looked for again. */
  #scanOnce(key: string, context: ContextSource): Promise<JudgedContext> {
    const known = this.#scanned.get(key);
    if (known !== undefined) return known;
    const scan = this.#scans.pass(() => scanContext(context));
    this.#scanned.set(key, scan);
    scan.catch(() => this.#scanned.delete(key));
    const [oldest] = this.#scanned.keys();
    if (this.#scanned.size > REMEMBERED && oldest !== undefined) this.#scanned.delete(oldest);
    return scan;
  }
}

/** As paths in a context are written: without `.` and slashes that say nothing. */
function contextPath(dockerfile = DEFAULT_DOCKERFILE): string {
  const parts = dockerfile.split('/').filter((part) => part !== '' && part !== '.');
  return parts.join('/');
}

/** Undefined where it is no plain file, or a very large one. */
function textOf({ dockerfile }: JudgedContext): string | undefined {
  return dockerfile?.bytes.toString('utf8');
}

/** By its first bytes; the engine reads the rest. @throws RoadsteadError `archive.invalid` */
async function requireArchive(source: Readable, filename: string): Promise<JobInput> {
  const { head, body } = await peek(source, HEAD_BYTES);
  if (archiveKind(head) !== undefined) return { body, mediaType: BYTES };
  body.destroy();
  const problem = head.length === 0 ? 'it is empty' : 'it is neither a tar nor compressed by gzip, bzip2, xz or zstd';
  throw new RoadsteadError('archive.invalid', { filename, problem });
}
