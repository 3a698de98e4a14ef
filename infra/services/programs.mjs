import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installPackages } from './apt.mjs';

/**
 * The programs that Roadstead runs or is tested with: their names on disk, the first that exists wins, and the Debian
 * or Ubuntu package that brings them.
 * @type {Record<string, { names: string[], package: string }>}
 */
const CATALOG = {
  postgres: { names: ['postgres'], package: 'postgresql' },
  'redis-server': { names: ['redis-server'], package: 'redis-server' },
  dockerd: { names: ['dockerd'], package: 'docker.io' },
  docker: { names: ['docker'], package: 'docker.io' },
  'docker-compose': { names: ['docker-compose'], package: 'docker-compose' },
  'docker-registry': { names: ['docker-registry', 'registry'], package: 'docker-registry' },
  busybox: { names: ['busybox'], package: 'busybox-static' },
  chromium: { names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'], package: 'chromium' },
  ip: { names: ['ip'], package: 'iproute2' },
  iptables: { names: ['iptables'], package: 'iptables' },
  nsenter: { names: ['nsenter'], package: 'util-linux' },
  unshare: { names: ['unshare'], package: 'util-linux' },
  script: { names: ['script'], package: 'bsdutils' },
  htpasswd: { names: ['htpasswd'], package: 'apache2-utils' },
  curl: { names: ['curl'], package: 'curl' },
  git: { names: ['git'], package: 'git' },
  openssl: { names: ['openssl'], package: 'openssl' },
  bzip2: { names: ['bzip2'], package: 'bzip2' },
  xz: { names: ['xz'], package: 'xz-utils' },
};

const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/**
 * The absolute path of a program of the catalog, or undefined when this machine lacks it.
 * @param {string} program
 */
export function findProgram(program) {
  const { names } = entry(program);
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...SYSTEM_FOLDERS, ...postgresFolders()];
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

/**
 * Makes sure that all these programs exist: installs what is missing when it is root on Debian or Ubuntu, else throws
 * with the command that a user is to run.
 * @param {string[]} programs
 * @param {{ log?: (words: string) => void }} [options]
 * @returns {Promise<Record<string, string>>} each program's absolute path
 */
export async function ensurePrograms(programs, { log = () => {} } = {}) {
  const missing = programs.filter((program) => !findProgram(program));
  if (missing.length > 0) await install(missing, log);
  return Object.fromEntries(programs.map((program) => [program, /** @type {string} */ (findProgram(program))]));
}

/**
 * @param {string[]} missing
 * @param {(words: string) => void} log
 */
async function install(missing, log) {
  const packages = [...new Set(missing.map((program) => entry(program).package))];
  const names = missing.join(', ');
  if (!isDebianLike()) {
    throw new Error(`This machine lacks ${names}. Install them with your system's package manager and start again.`);
  }
  if (process.getuid?.() !== 0) {
    const command = `sudo apt-get update && sudo apt-get install --no-install-recommends ${packages.join(' ')}`;
    throw new Error(`This machine lacks ${names}. Install them and start again:\n\n  ${command}\n`);
  }
  log(`installing ${packages.join(', ')} from the system's packages (missing: ${names})`);
  await installPackages(packages, log);
  const still = missing.filter((program) => !findProgram(program));
  if (still.length > 0) {
    throw new Error(
      `${packages.join(', ')} are installed, and yet ${still.join(', ')} cannot be found on this machine.`,
    );
  }
}

/** @param {string} program */
function entry(program) {
  const found = CATALOG[program];
  if (!found) throw new Error(`${program} is not in the catalog of infra/services/programs.mjs`);
  return found;
}

/** Debian keeps Postgres's server programs out of PATH, one folder a major version: the newest first. */
function postgresFolders() {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'));
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function isDebianLike() {
  if (!existsSync('/etc/os-release')) return false;
  return /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(readFileSync('/etc/os-release', 'utf8'));
}
