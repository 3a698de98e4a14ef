import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTool } from '../services/run-tool.mjs';

/**
 * A Docker engine newer than the system's: Debian 13's packages, unpacked to a folder of the user's cache and never
 * installed. They run on Debian 12 with its own runc. apt itself fetches them, from the mirror that the machine has and
 * with its signatures checked, but with lists and state of its own, so that the system's stay as they are.
 */
const SUITE = 'trixie';
const PACKAGES = ['docker.io', 'containerd'];
const SOURCES = '/etc/apt/sources.list';
const SOURCE_PARTS = '/etc/apt/sources.list.d';
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
/** Without a mirror that answers, the tests are not to wait for long. */
const PATIENCE_MS = 90_000;

/** Raised when other packages or another way of unpacking are needed: what an earlier one has made is not used. */
const FORM = 1;

/**
 * The path of a newer `dockerd`, whose containerd lies in `../bin` beside it. Costs seconds and some 50 MB of download the
 * first time, nothing afterwards.
 * @param {{ log?: (words: string) => void }} [options]
 * @returns {Promise<{ dockerd: string } | { absent: string }>} `absent`: why there is none, in words
 */
export async function newerEngine({ log = () => {} } = {}) {
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), `roadstead/docker-${SUITE}-${FORM}`);
  const dockerd = join(folder, 'usr/sbin/dockerd');
  if (existsSync(dockerd)) return { dockerd };
  try {
    const mirror = debianMirror();
    log(`fetching a newer Docker engine (${SUITE}) from ${mirror.host}`);
    await fetchTo(folder, mirror.href);
    return { dockerd };
  } catch (error) {
    return { absent: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Unpacks the packages beside the folder and renames: a folder that exists is whole, whoever else makes one meanwhile.
 * @param {string} folder
 * @param {string} mirror
 */
async function fetchTo(folder, mirror) {
  mkdirSync(join(folder, '..'), { recursive: true });
  const work = mkdtempSync(`${folder}.new-`);
  try {
    const apt = aptOptions(work, mirror);
    await run('apt-get', [...apt, 'update'], work);
    await run('apt-get', [...apt, 'download', ...PACKAGES], work);
    const packages = readdirSync(work).filter((name) => name.endsWith('.deb'));
    for (const name of packages) await run('dpkg-deb', ['--extract', name, 'root'], work);
    if (!existsSync(folder)) renameSync(join(work, 'root'), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Everything that apt writes lies in `work`; its configuration (proxies, certificates) is the system's.
 * @param {string} work
 * @param {string} mirror
 */
function aptOptions(work, mirror) {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'root']) {
    mkdirSync(join(work, folder), { recursive: true });
  }
  const sources = join(work, 'debian.sources');
  const lines = ['Types: deb', `URIs: ${mirror}`, `Suites: ${SUITE}`, 'Components: main', `Signed-By: ${KEYRING}`];
  writeFileSync(sources, `${lines.join('\n')}\n`);
  const settings = {
    'Dir::State::lists': join(work, 'lists'),
    'Dir::Cache': join(work, 'cache'),
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '/dev/null',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '1',
    'Acquire::http::Timeout': '20',
    'APT::Sandbox::User': 'root',
    'APT::Update::Error-Mode': 'any',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/**
 * The Debian mirror that this machine is set up with.
 * @returns {URL}
 */
function debianMirror() {
  const parts = existsSync(SOURCE_PARTS) ? readdirSync(SOURCE_PARTS).map((name) => join(SOURCE_PARTS, name)) : [];
  const files = [SOURCES, ...parts].filter((file) => /\.(list|sources)$/.test(file) && existsSync(file));
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n')).filter((line) => !/^\s*#/.test(line));
  const urls = lines.flatMap((line) => line.match(/https?:\/\/[^\s\]]+/g) ?? []);
  const mirror = urls.find((url) => /\/debian\/?$/.test(url));
  if (mirror === undefined) throw new Error('this machine has no Debian mirror among its sources of packages');
  return new URL(mirror);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} cwd
 */
async function run(command, args, cwd) {
  const { ok, output } = await runTool(command, args, { cwd, signal: AbortSignal.timeout(PATIENCE_MS) }).ended;
  if (!ok) throw new Error(`${command} failed: ${output.split('\n').slice(-2).join(' ').slice(0, 300)}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = await newerEngine({ log: console.error });
  if ('dockerd' in found) console.log(found.dockerd);
  else console.error(`There is no newer engine to be had: ${found.absent}`);
  process.exitCode = 'dockerd' in found ? 0 : 1;
}
