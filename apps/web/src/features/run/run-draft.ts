import type { Job } from '@roadstead/contract';
import type { JobParams, RestartPolicyName, RunLimits, RunParams } from '@roadstead/domain';
import { bytesText, parseBytes } from '../build/byte-size';
import { pairsText, parsePairs } from '../build/pairs-text';
import { commandLine } from '../images/command-line';
import { AT_ONCE, type RollingText } from '../jobs/rolling';
import { linesOf, mountText, parseMount, parsePort, portText } from './run-lines';
import { shellWords } from './shell-words';

export const PULLS = ['missing', 'always', 'never'] as const;
export const RESTARTS = ['no', 'on-failure', 'unless-stopped', 'always'] as const satisfies RestartPolicyName[];
export const HEALTH = ['image', 'none', 'shell'] as const;
export const ENTRYPOINTS = ['image', 'own', 'none'] as const;

/** The fields of the run form as they are typed; empty: as the image or the engine has it. */
export interface RunDraft extends RollingText {
  image: string;
  registryId: string;
  pull: (typeof PULLS)[number];
  start: boolean;
  name: string;
  command: string;
  entrypointFrom: (typeof ENTRYPOINTS)[number];
  entrypoint: string;
  /** `NAME=value`, `NAME=value`, one a line each; ports and mounts as of `run-lines.ts`. */
  env: string;
  labels: string;
  ports: string;
  mounts: string;
  network: string;
  hostname: string;
  user: string;
  workdir: string;
  restart: RestartPolicyName;
  maxRetries: string;
  memory: string;
  memorySwap: string;
  cpus: string;
  pids: string;
  shm: string;
  tty: boolean;
  interactive: boolean;
  autoRemove: boolean;
  init: boolean;
  readOnlyRoot: boolean;
  privileged: boolean;
  capAdd: string;
  capDrop: string;
  health: (typeof HEALTH)[number];
  healthCommand: string;
  healthInterval: string;
  healthTimeout: string;
  healthStartPeriod: string;
  healthRetries: string;
  stopSignal: string;
  stopTimeout: string;
  hostIds: readonly string[];
}

export const NEW_RUN: RunDraft = {
  ...AT_ONCE,
  image: '',
  registryId: '',
  pull: 'missing',
  start: true,
  name: '',
  command: '',
  entrypointFrom: 'image',
  entrypoint: '',
  env: '',
  labels: '',
  ports: '',
  mounts: '',
  network: '',
  hostname: '',
  user: '',
  workdir: '',
  restart: 'no',
  maxRetries: '',
  memory: '',
  memorySwap: '',
  cpus: '',
  pids: '',
  shm: '',
  tty: false,
  interactive: false,
  autoRemove: false,
  init: false,
  readOnlyRoot: false,
  privileged: false,
  capAdd: '',
  capDrop: '',
  health: 'image',
  healthCommand: '',
  healthInterval: '',
  healthTimeout: '',
  healthStartPeriod: '',
  healthRetries: '',
  stopSignal: '',
  stopTimeout: '',
  hostIds: [],
};

/** What the form asks for. Lines that are not understood are left out: `draft-problems.ts` tells of them. @throws UnclosedQuote */
export function runParams(draft: RunDraft): RunParams {
  const command = shellWords(draft.command);
  return {
    image: draft.image.trim(),
    registryId: text(draft.registryId),
    pull: draft.pull,
    start: draft.start,
    name: text(draft.name),
    command: command.length === 0 ? undefined : command,
    entrypoint: entrypointOf(draft),
    env: Object.entries(parsePairs(draft.env)).map(([name, value]) => ({ name, value })),
    labels: draft.labels.trim() === '' ? undefined : parsePairs(draft.labels),
    ports: linesOf(draft.ports).flatMap((line) => parsePort(line) ?? []),
    mounts: linesOf(draft.mounts).flatMap((line) => parseMount(line) ?? []),
    network: text(draft.network),
    hostname: text(draft.hostname),
    user: text(draft.user),
    workdir: text(draft.workdir),
    restart: restartOf(draft),
    limits: limitsOf(draft),
    tty: draft.tty || undefined,
    interactive: draft.interactive || undefined,
    autoRemove: draft.autoRemove || undefined,
    init: draft.init || undefined,
    readOnlyRoot: draft.readOnlyRoot || undefined,
    privileged: draft.privileged || undefined,
    capAdd: some(capabilityNames(draft.capAdd)),
    capDrop: some(capabilityNames(draft.capDrop)),
    healthCheck: healthOf(draft),
    stopSignal: text(draft.stopSignal) as RunParams['stopSignal'],
    stopTimeoutSeconds: number(draft.stopTimeout),
  };
}

/** The form as it was for a job, to be changed and sent again. Values of variables are not kept, only their names. */
export function draftOfJob({ params, hostId }: Pick<Job, 'params' | 'hostId'>): RunDraft {
  // The contract: parameters of a run are kept as they were accepted, but for those values.
  return { ...draftOfParams(params as unknown as JobParams<'container.run'>), hostIds: [hostId] };
}

export function draftOfParams(params: RunParams): RunDraft {
  const { limits = {}, restart, healthCheck, entrypoint } = params;
  const health = healthCheck?.type === 'shell' ? healthCheck : undefined;
  return {
    ...NEW_RUN,
    image: params.image,
    registryId: params.registryId ?? '',
    pull: params.pull,
    start: params.start,
    name: params.name ?? '',
    command: commandLine(params.command ?? []),
    entrypointFrom: entrypoint === undefined ? 'image' : entrypoint.length === 0 ? 'none' : 'own',
    entrypoint: commandLine(entrypoint ?? []),
    env: params.env.map(variableLine).join('\n'),
    labels: pairsText(params.labels ?? {}),
    ports: params.ports.map(portText).join('\n'),
    mounts: params.mounts.map(mountText).join('\n'),
    network: params.network ?? '',
    hostname: params.hostname ?? '',
    user: params.user ?? '',
    workdir: params.workdir ?? '',
    restart: restart?.policy ?? 'no',
    maxRetries: shown(restart?.maxRetries),
    memory: bytesText(limits.memoryBytes),
    memorySwap: bytesText(limits.memorySwapBytes),
    cpus: shown(limits.cpus),
    pids: shown(limits.pids),
    shm: bytesText(limits.shmBytes),
    tty: params.tty ?? false,
    interactive: params.interactive ?? false,
    autoRemove: params.autoRemove ?? false,
    init: params.init ?? false,
    readOnlyRoot: params.readOnlyRoot ?? false,
    privileged: params.privileged ?? false,
    capAdd: (params.capAdd ?? []).join(' '),
    capDrop: (params.capDrop ?? []).join(' '),
    health: healthCheck?.type ?? 'image',
    healthCommand: health?.command ?? '',
    healthInterval: shown(health?.intervalSeconds),
    healthTimeout: shown(health?.timeoutSeconds),
    healthStartPeriod: shown(health?.startPeriodSeconds),
    healthRetries: shown(health?.retries),
    stopSignal: params.stopSignal ?? '',
    stopTimeout: shown(params.stopTimeoutSeconds),
  };
}

/** What may be written to the browser's storage: variables by their names, for their values may be secrets. */
export function withoutValues(draft: RunDraft): RunDraft {
  return { ...draft, env: Object.keys(parsePairs(draft.env)).join('\n') };
}

/** A name alone wants its value to be given again; so does one whose value is of several lines, for which there is no line. */
function variableLine({ name, value }: RunParams['env'][number]): string {
  return value === undefined || value.includes('\n') ? name : `${name}=${value}`;
}

function entrypointOf({ entrypointFrom, entrypoint }: RunDraft): string[] | undefined {
  if (entrypointFrom === 'image') return undefined;
  return entrypointFrom === 'none' ? [] : shellWords(entrypoint);
}

function restartOf({ restart, maxRetries }: RunDraft): RunParams['restart'] {
  if (restart === 'no') return undefined;
  return { policy: restart, maxRetries: restart === 'on-failure' ? number(maxRetries) : undefined };
}

function limitsOf({ memory, memorySwap, cpus, pids, shm }: RunDraft): RunLimits | undefined {
  const limits = {
    memoryBytes: bytes(memory),
    memorySwapBytes: bytes(memorySwap),
    cpus: number(cpus),
    pids: number(pids),
    shmBytes: bytes(shm),
  };
  return Object.values(limits).every((limit) => limit === undefined) ? undefined : limits;
}

function healthOf(draft: RunDraft): RunParams['healthCheck'] {
  if (draft.health === 'image') return undefined;
  if (draft.health === 'none') return { type: 'none' };
  return {
    type: 'shell',
    command: draft.healthCommand.trim(),
    intervalSeconds: number(draft.healthInterval),
    timeoutSeconds: number(draft.healthTimeout),
    startPeriodSeconds: number(draft.healthStartPeriod),
    retries: number(draft.healthRetries),
  };
}

function text(field: string): string | undefined {
  return field.trim() === '' ? undefined : field.trim();
}

function number(field: string): number | undefined {
  return field.trim() === '' ? undefined : Number(field);
}

function bytes(field: string): number | undefined {
  return field.trim() === '' ? undefined : parseBytes(field);
}

export function capabilityNames(field: string): string[] {
  return field
    .toUpperCase()
    .split(/[\s,]+/)
    .filter((name) => name !== '');
}

function some(names: string[]): string[] | undefined {
  return names.length === 0 ? undefined : names;
}

function shown(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}
