import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm, rmdir, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { unmountBelow } from './mount-table.js';
import { endProcess, findProcesses } from './process-table.js';

/** Longer than the engine's own 15 s for the containers that it stops. */
const ENGINE_GRACE_MS = 20_000;
const CONTAINERD_GRACE_MS = 5_000;

const CGROUPS = '/sys/fs/cgroup';

export interface EngineFolders {
  dataRoot: string;
  execRoot: string;
  runDir: string;
}

/**
 * Ends whatever still belongs to an engine and removes its volatile files: dockerd, its containerd and shims, its
 * containers' processes, its mounts. Data stays. A process counts as the engine's only when its arguments or cgroup
 * name these very folders or containers, so nothing else on the machine is touched.
 */
export async function clearEngineLeftovers({ dataRoot, execRoot, runDir }: EngineFolders): Promise<void> {
  await endAll(`--data-root=${dataRoot}`, ENGINE_GRACE_MS);
  await endContainerd(execRoot);
  await endAll(`${execRoot}/containerd/containerd.sock`, 0);
  await endContainers(dataRoot);
  await unmountBelow(runDir);
  await unmountBelow(dataRoot);
  await rm(runDir, { recursive: true, force: true });
}

/**
 * Ends the containerd that a dead dockerd left, and removes its pid file: dockerd takes a zombie's number in there
 * for a containerd that runs, and waits for it in vain.
 */
export async function endContainerd(execRoot: string): Promise<void> {
  await endAll(`${execRoot}/containerd/containerd.toml`, CONTAINERD_GRACE_MS);
  await rm(`${execRoot}/containerd/containerd.pid`, { force: true });
}

/** Processes of dockerd, containerd and shims: those with `argument` in their argument list. */
async function endAll(argument: string, graceMs: number): Promise<void> {
  const engineParts = /^(dockerd|containerd|containerd-shim.*)$/;
  const pids = findProcesses((argv) => engineParts.test(basename(argv[0] ?? '')) && argv.includes(argument));
  await Promise.all(pids.map((pid) => endProcess(pid, graceMs)));
}

/** Kills processes whose cgroup is named after a container of this data root, and removes those cgroups. */
async function endContainers(dataRoot: string): Promise<void> {
  const cgroups = list(`${dataRoot}/containers`).flatMap(cgroupsOf);
  const pids = new Set(cgroups.flatMap((cgroup) => read(`${cgroup}/cgroup.procs`).split('\n').filter(Boolean)));
  for (const cgroup of cgroups) await thaw(cgroup);
  await Promise.all([...pids].map((pid) => endProcess(Number(pid), 0)));
  for (const cgroup of cgroups.reverse()) await rmdir(cgroup).catch(() => undefined); // Gone, or still emptying.
}

/** cgroup folders of a container: one for each controller (version 1), or one in all (version 2). */
function cgroupsOf(containerId: string): string[] {
  const roots = [CGROUPS, ...list(CGROUPS).map((controller) => `${CGROUPS}/${controller}`)];
  const names = [`docker/${containerId}`, `system.slice/docker-${containerId}.scope`];
  return roots.flatMap((root) => names.map((name) => `${root}/${name}`)).filter((cgroup) => existsSync(cgroup));
}

/** A paused container's processes end only once they are thawed (cgroup version 1). */
async function thaw(cgroup: string): Promise<void> {
  const state = `${cgroup}/freezer.state`;
  if (existsSync(state)) await writeFile(state, 'THAWED');
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
