/**
 * Where a container's cgroup files are, as this process sees them.
 *
 * Version 2 has one folder, version 1 one for each controller. On a hybrid host (version 1 with a bare version 2 tree
 * beside it) the controllers are where they are: in version 1.
 */
export type CgroupPlace =
  | { readonly version: 2; readonly dir: string }
  | {
      readonly version: 1;
      readonly cpuacct: string;
      readonly cpu: string;
      readonly memory: string;
      readonly blkio?: string;
      readonly pids?: string;
    };

/**
 * @param membership `/proc/<pid>/cgroup` of the container's first process
 * @param mounts `/proc/self/mountinfo`
 * @returns undefined where the files cannot be told for sure: another pid namespace, another cgroup namespace, a mount
 * that shows another part of the tree
 */
export function cgroupPlace(containerId: string, membership: string, mounts: string): CgroupPlace | undefined {
  const mounted = cgroupMounts(mounts);
  const dirOf = (controller: string): string | undefined => {
    const line = parseMembership(membership).find((each) => each.controllers.includes(controller));
    const mount = mounted.find((each) => each.controllers.includes(controller));
    if (line === undefined || mount === undefined) return undefined;
    // A process of another pid, of a container below this one, or seen from within a namespace: not ours to read.
    if (!isOwnPath(line.path, containerId)) return undefined;
    const below =
      mount.root === '/' ? line.path : line.path.startsWith(`${mount.root}/`) && line.path.slice(mount.root.length);
    return below ? mount.point + below : undefined;
  };
  const [cpuacct, cpu, memory] = ['cpuacct', 'cpu', 'memory'].map(dirOf);
  if (cpuacct && cpu && memory) return { version: 1, cpuacct, cpu, memory, blkio: dirOf('blkio'), pids: dirOf('pids') };
  if (mounted.some(({ controllers }) => controllers.includes('memory'))) return undefined;
  const dir = dirOf(UNIFIED);
  return dir === undefined ? undefined : { version: 2, dir };
}

/** Stands for version 2, which names no controllers in either file. */
const UNIFIED = '';

/** `/docker/<id>` of the cgroupfs driver, `/system.slice/docker-<id>.scope` of systemd's; also below another parent. */
function isOwnPath(path: string, containerId: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return !path.includes('/..') && (name === containerId || name.endsWith(`-${containerId}.scope`));
}

/** Lines `hierarchy:controllers:path`. */
function parseMembership(text: string): { controllers: string[]; path: string }[] {
  return text
    .split('\n')
    .map((line) => /^\d+:([^:]*):(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, controllers = '', path = '']) => ({ controllers: controllers.split(','), path }));
}

/** Lines `id parent device root point options … - type source super-options`. */
function cgroupMounts(text: string): { point: string; root: string; controllers: string[] }[] {
  return text.split('\n').flatMap((line) => {
    const [left = '', right = ''] = line.split(' - ');
    const [, , , root = '', point = ''] = left.split(' ');
    const [type, , options = ''] = right.split(' ');
    if (type === 'cgroup2') return [{ point, root, controllers: [UNIFIED] }];
    return type === 'cgroup' ? [{ point, root, controllers: options.split(',') }] : [];
  });
}
