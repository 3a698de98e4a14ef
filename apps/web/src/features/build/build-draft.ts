import type { Job } from '@roadstead/contract';
import type { JobParams } from '@roadstead/domain';
import { AT_ONCE, type RollingText } from '../jobs/rolling';
import { bytesText, parseBytes } from './byte-size';
import { pairsText, parsePairs } from './pairs-text';

export const SOURCES = ['dockerfile', 'upload', 'git'] as const;
export const BUILDERS = ['auto', 'buildkit', 'classic'] as const;

/** Docker's own period of a processor quota, in microseconds. */
const CPU_PERIOD = 100_000;

export type BuildParams = JobParams<'image.build'>;

/** The fields of the build form as they are typed; lists are one item a line. */
export interface BuildDraft extends RollingText {
  source: (typeof SOURCES)[number];
  text: string;
  uploadId: string;
  /** Path inside the upload or the repository; empty: `Dockerfile`. */
  dockerfile: string;
  url: string;
  ref: string;
  subdir: string;
  /** Of Git; empty: the one for the URL's host, if there is one. */
  credentialId: string;
  tags: string;
  buildArgs: string;
  labels: string;
  target: string;
  platform: string;
  noCache: boolean;
  pullBase: boolean;
  push: boolean;
  builder: (typeof BUILDERS)[number];
  memory: string;
  memorySwap: string;
  /** Processors at most, e.g. `1.5`. */
  cpus: string;
  cpuShares: string;
  cpusetCpus: string;
  registryIds: readonly string[];
  hostIds: readonly string[];
}

export const NEW_DRAFT: BuildDraft = {
  ...AT_ONCE,
  source: 'dockerfile',
  text: '',
  uploadId: '',
  dockerfile: '',
  url: '',
  ref: '',
  subdir: '',
  credentialId: '',
  tags: '',
  buildArgs: '',
  labels: '',
  target: '',
  platform: '',
  noCache: false,
  pullBase: false,
  push: false,
  builder: 'auto',
  memory: '',
  memorySwap: '',
  cpus: '',
  cpuShares: '',
  cpusetCpus: '',
  registryIds: [],
  hostIds: [],
};

/** What the form asks for; fields left empty are absent. */
export function paramsOf(draft: BuildDraft): BuildParams {
  const tags = linesOf(draft.tags);
  return {
    source: sourceOf(draft),
    tags,
    buildArgs: filled(parsePairs(draft.buildArgs)),
    labels: filled(parsePairs(draft.labels)),
    target: text(draft.target),
    platform: text(draft.platform),
    noCache: draft.noCache || undefined,
    pullBase: draft.pullBase || undefined,
    push: (draft.push && tags.length > 0) || undefined,
    builder: draft.builder === 'auto' ? undefined : draft.builder,
    limits: filled(limitsOf(draft)),
    registryIds: draft.registryIds.length === 0 ? undefined : [...draft.registryIds],
  };
}

function sourceOf(draft: BuildDraft): BuildParams['source'] {
  const dockerfile = text(draft.dockerfile);
  if (draft.source === 'dockerfile') return { type: 'dockerfile', text: draft.text };
  if (draft.source === 'upload') return { type: 'upload', uploadId: draft.uploadId, dockerfile };
  return {
    type: 'git',
    url: draft.url.trim(),
    credentialId: text(draft.credentialId),
    ref: text(draft.ref),
    subdir: text(draft.subdir),
    dockerfile,
  };
}

function limitsOf(draft: BuildDraft): NonNullable<BuildParams['limits']> {
  const cpus = Number(draft.cpus);
  return {
    ...(draft.memory.trim() === '' ? {} : { memoryBytes: parseBytes(draft.memory) }),
    ...(draft.memorySwap.trim() === '' ? {} : { memorySwapBytes: parseBytes(draft.memorySwap) }),
    ...(draft.cpus.trim() === '' ? {} : { cpuQuota: Math.round(cpus * CPU_PERIOD), cpuPeriod: CPU_PERIOD }),
    ...(draft.cpuShares.trim() === '' ? {} : { cpuShares: Number(draft.cpuShares) }),
    ...(draft.cpusetCpus.trim() === '' ? {} : { cpusetCpus: draft.cpusetCpus.trim() }),
  };
}

/** The form as it was for a job that is over, to be changed and sent again. */
export function draftOf(job: Pick<Job, 'params' | 'hostId'>): BuildDraft {
  // The contract: parameters of a build are kept as they were accepted.
  const params = job.params as BuildParams;
  const { source, limits = {} } = params;
  return {
    ...NEW_DRAFT,
    source: source.type,
    text: source.type === 'dockerfile' ? source.text : '',
    uploadId: source.type === 'upload' ? source.uploadId : '',
    dockerfile: source.type === 'dockerfile' ? '' : (source.dockerfile ?? ''),
    url: source.type === 'git' ? source.url : '',
    ref: source.type === 'git' ? (source.ref ?? '') : '',
    subdir: source.type === 'git' ? (source.subdir ?? '') : '',
    credentialId: source.type === 'git' ? (source.credentialId ?? '') : '',
    tags: (params.tags ?? []).join('\n'),
    buildArgs: pairsText(params.buildArgs ?? {}),
    labels: pairsText(params.labels ?? {}),
    target: params.target ?? '',
    platform: params.platform ?? '',
    noCache: params.noCache ?? false,
    pullBase: params.pullBase ?? false,
    push: params.push ?? false,
    builder: params.builder ?? 'auto',
    memory: bytesText(limits.memoryBytes),
    memorySwap: bytesText(limits.memorySwapBytes),
    cpus: limits.cpuQuota === undefined ? '' : String(limits.cpuQuota / (limits.cpuPeriod ?? CPU_PERIOD)),
    cpuShares: limits.cpuShares === undefined ? '' : String(limits.cpuShares),
    cpusetCpus: limits.cpusetCpus ?? '',
    registryIds: params.registryIds ?? [],
    hostIds: [job.hostId],
  };
}

export function hasLimits(draft: BuildDraft): boolean {
  return [draft.memory, draft.memorySwap, draft.cpus, draft.cpuShares, draft.cpusetCpus].some((it) => it.trim() !== '');
}

/** The lines of a field that say something, without the white space around them. */
export function linesOf(field: string): string[] {
  return field
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function text(field: string): string | undefined {
  return field.trim() === '' ? undefined : field.trim();
}

function filled<T extends object>(fields: T): T | undefined {
  return Object.keys(fields).length === 0 ? undefined : fields;
}
