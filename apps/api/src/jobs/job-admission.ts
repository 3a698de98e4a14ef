import { Injectable } from '@nestjs/common';
import type { CurrentUser } from '@roadstead/contract';
import { elevationsOf, type HostId, isAllowed, lacksSecret, RoadsteadError, withoutValue } from '@roadstead/domain';
import { GitAccess } from '../git-credentials/git-access.service.js';
import type { BodyOf } from '../platform/http/route.js';
import { RegistryCredentials } from '../registries/registry-credentials.service.js';
import { UploadsService } from '../uploads/uploads.service.js';
import { type JobHost, JobsRepository } from './jobs.repository.js';

const KIB = 1024;
/** Bytes of JSON of one job's parameters. They are stored with each job, and shown with it in every list. */
const MAX_PARAMS_BYTES = 256 * KIB;
/** The same over all jobs of a request. */
const MAX_REQUEST_BYTES = 16 * KIB * KIB;

export type JobRequest = BodyOf<'createJobs'>;

/** Requests of one kind that are one batch: each with parameters of its own for its hosts. */
export interface BatchRequest {
  readonly requests: readonly [JobRequest, ...JobRequest[]];
  readonly rolling?: JobRequest['rolling'];
}

/** Looks at a request before anything of it is stored: one thing wrong with one host, and the whole of it is refused. */
@Injectable()
export class JobAdmission {
  constructor(
    private readonly jobs: JobsRepository,
    private readonly uploads: UploadsService,
    private readonly credentials: RegistryCredentials,
    private readonly git: GitAccess,
  ) {}

  /**
   * @throws RoadsteadError `request.too-large`; `host.unknown`, `host.revoked`; `upload.unknown`, `upload.incomplete`;
   * `registry.unknown`, `registry.not-allowed`, `secret.undecryptable`; `git.credential-*`; `job.secret-gone`;
   * `container.values-gone`, `container.admin-only`, `auth.forbidden`
   */
  async check(user: CurrentUser, { requests }: BatchRequest): Promise<void> {
    requireBounded(requests);
    for (const request of requests) {
      requireWholeUrl(request);
      requireRun(user, request);
      requireManage(user, request);
    }
    const hosts = await this.#requireHosts([...new Set(requests.flatMap(({ hostIds }) => hostIds))]);
    for (const request of sameButContainer(requests)) await this.#checkInputs(user, request, hosts);
  }

  async #checkInputs(user: CurrentUser, request: JobRequest, known: ReadonlyMap<HostId, JobHost>): Promise<void> {
    const uploadId = uploadOf(request);
    if (uploadId !== undefined) await this.uploads.require(uploadId, user);
    if (request.kind === 'image.build' && request.params.source.type === 'git') {
      await this.git.of(request.params.source, user.username);
    }
    const { kind, params, hostIds } = request;
    const hosts = [...new Set(hostIds)].flatMap((id) => known.get(id) ?? []);
    await this.credentials.require({ kind, params, username: user.username }, hosts);
  }

  async #requireHosts(hostIds: readonly HostId[]): Promise<ReadonlyMap<HostId, JobHost>> {
    const known = new Map((await this.jobs.hosts(hostIds)).map((host) => [host.id, host]));
    for (const id of hostIds) {
      const host = known.get(id);
      if (host === undefined) throw new RoadsteadError('host.unknown', { host: id });
      if (host.status === 'revoked') throw new RoadsteadError('host.revoked', { host: host.name });
    }
    return known;
  }
}

/** Of requests that differ in nothing but the container one, on the hosts of all: what else they need is the same. */
function sameButContainer(requests: readonly JobRequest[]): JobRequest[] {
  const found = new Map<string, JobRequest>();
  for (const request of requests) {
    const key = JSON.stringify({ ...request.params, containerId: undefined });
    const same = found.get(key);
    found.set(key, same === undefined ? request : { ...same, hostIds: [...same.hostIds, ...request.hostIds] });
  }
  return [...found.values()];
}

function requireBounded(requests: readonly JobRequest[]): void {
  let all = 0;
  for (const { params, hostIds } of requests) {
    const bytes = Buffer.byteLength(JSON.stringify(params));
    if (bytes > MAX_PARAMS_BYTES)
      throw new RoadsteadError('request.too-large', { limit: `${MAX_PARAMS_BYTES / KIB} KiB of parameters` });
    all += bytes * hostIds.length;
  }
  if (all > MAX_REQUEST_BYTES)
    throw new RoadsteadError('request.too-large', {
      limit: `${MAX_REQUEST_BYTES / KIB / KIB} MiB of parameters on all hosts together`,
    });
}

/** Whoever asks for a job again has of its URL what is shown of it. */
function requireWholeUrl({ kind, params }: JobRequest): void {
  if (kind !== 'image.import' || params.url === undefined || !lacksSecret(params.url)) return;
  throw new RoadsteadError('job.secret-gone', { url: params.url });
}

function requireRun({ role }: CurrentUser, { kind, params }: JobRequest): void {
  if (kind !== 'container.run') return;
  const names = withoutValue(params.env);
  if (names.length > 0) throw new RoadsteadError('container.values-gone', { names: names.join(', ') });
  const elevations = isAllowed(role, 'containers.elevate') ? [] : elevationsOf(params);
  if (elevations.length > 0) throw new RoadsteadError('container.admin-only', { settings: elevations.join(', ') });
}

/** Whoever may ask for jobs may not yet end a container, which this does. */
function requireManage({ role }: CurrentUser, { kind }: JobRequest): void {
  const permission = 'containers.manage';
  if (kind !== 'container.recreate' || isAllowed(role, permission)) return;
  throw new RoadsteadError('auth.forbidden', { role, permission });
}

/** The upload that a request's jobs read, if they read one. */
function uploadOf(request: JobRequest): string | undefined {
  if (request.kind === 'image.load' || request.kind === 'image.import') return request.params.uploadId;
  if (request.kind !== 'image.build' || request.params.source.type !== 'upload') return undefined;
  return request.params.source.uploadId;
}
