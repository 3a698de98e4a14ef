import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { USERS } from './stand-ins.mjs';

const DOCUMENTATION = /^\/usr\/share\/(doc|doc-base|man|locale|info|lintian|bash-completion|bug|menu)\//;
/** Debian's /bin and the like are links into /usr. */
const MERGED_FOLDERS = ['bin', 'sbin', 'lib', 'lib64'];

/**
 * Writes the root file system of a stand-in: the files of its packages, and the shared libraries that these load.
 * @param {string} root an empty folder
 * @param {import('./stand-ins.mjs').StandIn} standIn
 */
export function writeRootFilesystem(root, { packages, files = [], without, links = {}, folders = {}, scripts = {} }) {
  for (const name of MERGED_FOLDERS) {
    mkdirSync(join(root, 'usr', name), { recursive: true });
    symlinkSync(`usr/${name}`, join(root, name));
  }
  const wanted = [...filesOfPackages(packages).filter((path) => !without || path.search(without) < 0), ...files];
  for (const path of [...wanted, ...librariesOf(wanted)]) copyFromSystem(path, root);
  for (const [path, target] of Object.entries(links)) symlinkSync(target, join(madeFolder(root, path), basename(path)));
  for (const [path, script] of Object.entries(scripts)) {
    writeFileSync(join(madeFolder(root, path), basename(path)), script, { mode: 0o755 });
  }
  for (const [path, owner] of Object.entries(folders)) {
    mkdirSync(join(root, path), { recursive: true });
    chownSync(join(root, path), owner, owner);
  }
  mkdirSync(join(root, 'tmp'));
  chmodSync(join(root, 'tmp'), 0o1777);
  writeUsers(root);
}

/** @param {string[]} packages @returns {string[]} */
function filesOfPackages(packages) {
  return execFileSync('dpkg', ['-L', ...packages], { encoding: 'utf8' })
    .split('\n')
    .filter((path) => path.startsWith('/') && !DOCUMENTATION.test(path) && isFile(path));
}

/** @param {string} path */
function isFile(path) {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats !== undefined && !stats.isDirectory();
}

/** Paths of all shared libraries that programs and libraries load. @param {string[]} paths @returns {string[]} */
function librariesOf(paths) {
  const candidates = paths.filter((path) => existsSync(path) && /\/(s?bin|lib)\//.test(path) && isFile(path));
  // Of scripts and static programs it says "not a dynamic executable" and ends with 1.
  const { stdout } = spawnSync('ldd', candidates, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const found = [...stdout.matchAll(/(?:=> |^\t)(\/\S+) \(0x/gm)].map(([, path]) => path);
  return [...new Set(found)];
}

/** @param {string} path @param {string} root */
function copyFromSystem(path, root) {
  const target = join(madeFolder(root, path), basename(path));
  if (existsSync(target)) return;
  // Libraries are links to a versioned file: what they lead to gets the name that programs ask for.
  if (/\.so[.\d]*$/.test(path)) copyFileSync(path, target);
  else cpSync(path, target, { recursive: true, verbatimSymlinks: true });
}

/** The folder of a path, in the image. @param {string} root @param {string} path */
function madeFolder(root, path) {
  const real = existsSync(dirname(path)) ? realpathSync(dirname(path)) : dirname(path);
  const folder = join(root, real);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** @param {string} root */
function writeUsers(root) {
  const etc = madeFolder(root, '/etc/passwd');
  const users = Object.entries(USERS);
  writeFileSync(join(etc, 'passwd'), users.map(([name, id]) => `${name}:x:${id}:${id}::/:/bin/sh\n`).join(''));
  writeFileSync(join(etc, 'group'), users.map(([name, id]) => `${name}:x:${id}:\n`).join(''));
}
