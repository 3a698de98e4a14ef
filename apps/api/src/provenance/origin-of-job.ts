import type { OriginDetail } from '@roadstead/contract';
import { ContainerId, Digest, JOB_KINDS, type JobKind, type JobParams, type JobResult } from '@roadstead/domain';
import { BuildInputsRead, digestOfText } from './build-inputs.js';

/** A typed Dockerfile that is longer is known by its digest. */
const MAX_TEXT_BYTES = 128 * 1024;
const DEFAULT_DOCKERFILE = 'Dockerfile';

/** Kinds whose success may mean that an image came to be, or to a host. */
export const ORIGIN_KINDS = [
  'image.build',
  'container.commit',
  'image.import',
  'image.pull',
  'image.load',
  'container.run',
  'container.recreate',
] as const satisfies readonly JobKind[];

/** A job that has succeeded, with what else is known of its last attempt. */
export interface EndedJob {
  readonly kind: JobKind;
  readonly params: unknown;
  readonly result: unknown;
  readonly commit: string | null;
  readonly inputs: unknown;
  readonly filename: string | null;
  readonly containerName: string | null;
  readonly containerImageId: string | null;
}

export interface OriginOfImages {
  readonly imageIds: readonly Digest[];
  readonly relation: 'made' | 'came';
  readonly detail: OriginDetail;
}

/**
 * Which images a job made or brought, and what is to be remembered of it: named piece by piece, so that nothing is kept
 * that may be a secret, such as values of build arguments and of variables.
 * @returns undefined where it brought none
 */
export function originOfJob(job: EndedJob): OriginOfImages | undefined {
  switch (job.kind) {
    case 'image.build':
      return made(job, buildDetail(job, JOB_KINDS['image.build'].params.parse(job.params)));
    case 'container.commit':
      return made(job, commitDetail(job, JOB_KINDS['container.commit'].params.parse(job.params)));
    case 'image.import': {
      const { url, message } = JOB_KINDS['image.import'].params.parse(job.params);
      return made(job, { kind: 'image.import', url, filename: job.filename ?? undefined, message });
    }
    case 'image.pull': {
      const { reference } = JOB_KINDS['image.pull'].params.parse(job.params);
      const { imageId, digest, changed } = job.result as JobResult<'image.pull'>;
      return changed ? came([imageId], { kind: 'image.pull', reference, digest }) : undefined;
    }
    case 'image.load': {
      const { imageIds = [] } = job.result as JobResult<'image.load'>;
      return came(imageIds, { kind: 'image.load', filename: job.filename ?? undefined });
    }
    case 'container.run':
    case 'container.recreate': {
      const { image } = JOB_KINDS[job.kind].params.parse(job.params);
      const { imageId, pulled } = job.result as JobResult<'container.run' | 'container.recreate'>;
      return pulled?.changed
        ? came([imageId], { kind: 'image.pull', reference: image, digest: pulled.digest })
        : undefined;
    }
    default:
      return undefined;
  }
}

function made({ result }: EndedJob, detail: OriginDetail): OriginOfImages | undefined {
  return images([(result as JobResult<'image.build'>).imageId], 'made', detail);
}

function came(imageIds: readonly string[], detail: OriginDetail): OriginOfImages | undefined {
  return images(imageIds, 'came', detail);
}

function images(
  ids: readonly string[],
  relation: OriginOfImages['relation'],
  detail: OriginDetail,
): OriginOfImages | undefined {
  const imageIds = ids.flatMap((id) => Digest.safeParse(id).data ?? []);
  return imageIds.length === 0 ? undefined : { imageIds, relation, detail };
}

function buildDetail({ result, commit, inputs, filename }: EndedJob, params: JobParams<'image.build'>): OriginDetail {
  const { source, tags, target, platform, buildArgs = {} } = params;
  const read = BuildInputsRead.safeParse(inputs).data;
  const { pushed = [] } = result as JobResult<'image.build'>;
  return {
    kind: 'image.build',
    source: sourceOf(source, commit, filename),
    dockerfile: dockerfileOf(source, read?.dockerfileDigest),
    context: read?.context,
    baseReferences: read?.baseReferences ?? [],
    tags,
    target,
    platform,
    buildArgNames: Object.keys(buildArgs).sort(),
    pushed: pushed.map(({ reference, digest }) => ({ reference, digest })),
  };
}

type BuildSource = JobParams<'image.build'>['source'];
type BuildDetail = Extract<OriginDetail, { kind: 'image.build' }>;

function sourceOf(source: BuildSource, commit: string | null, filename: string | null): BuildDetail['source'] {
  switch (source.type) {
    case 'dockerfile':
      return { type: 'dockerfile' };
    case 'upload':
      return { type: 'upload', filename: filename ?? undefined };
    case 'git': {
      const { url, ref, subdir } = source;
      return { type: 'git', url, ref, subdir, commit: commit ?? undefined };
    }
  }
}

function dockerfileOf(source: BuildSource, digest: Digest | undefined): BuildDetail['dockerfile'] {
  if (source.type !== 'dockerfile') return { path: source.dockerfile ?? DEFAULT_DOCKERFILE, digest };
  const { text } = source;
  const isShort = Buffer.byteLength(text) <= MAX_TEXT_BYTES;
  return { path: DEFAULT_DOCKERFILE, digest: digestOfText(text), ...(isShort && { text }) };
}

function commitDetail(
  { containerName, containerImageId }: EndedJob,
  { containerId, author, message, changes = [] }: JobParams<'container.commit'>,
): OriginDetail {
  return {
    kind: 'container.commit',
    containerId: ContainerId.parse(containerId),
    containerName: containerName ?? undefined,
    fromImageId: Digest.safeParse(containerImageId).data,
    author,
    message,
    changed: [...new Set(changes.map((change) => change.trim().split(/\s/, 1)[0]?.toUpperCase() ?? ''))],
  };
}
