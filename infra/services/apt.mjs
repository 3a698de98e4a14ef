import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * While packages are installed, two files keep their set-up scripts from starting system services: Roadstead runs its
 * own instances and must not bring up a Postgres, a Redis or a Docker engine that nobody asked for. Both are the
 * documented Debian means, and both are taken away afterwards. A file that exists already is the machine owner's.
 */
const QUIET_FILES = [
  { path: '/usr/sbin/policy-rc.d', text: '#!/bin/sh\nexit 101\n', mode: 0o755 },
  { path: '/etc/postgresql-common/createcluster.d/roadstead.conf', text: 'create_main_cluster = false\n', mode: 0o644 },
];

/**
 * Installs Debian packages as root, without recommended ones and without questions.
 * @param {string[]} packages
 * @param {(words: string) => void} log told what apt is doing, at most every two seconds
 */
export async function installPackages(packages, log) {
  await aptGet(['update'], log);
  const ours = QUIET_FILES.filter(({ path }) => !existsSync(path));
  const tidy = () => {
    for (const { path } of ours) rmSync(path, { force: true });
  };
  process.once('exit', tidy);
  try {
    for (const { path, text, mode } of ours) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { mode });
    }
    await aptGet(['install', '--yes', '--no-install-recommends', ...packages], log);
  } finally {
    tidy();
    process.removeListener('exit', tidy);
  }
}

/**
 * @param {string[]} args
 * @param {(words: string) => void} log
 * @returns {Promise<void>}
 */
function aptGet(args, log) {
  const options = ['-o', 'DPkg::Lock::Timeout=120', '-o', 'APT::Status-Fd=3', '-o', 'Dpkg::Use-Pty=0'];
  const child = spawn('apt-get', [...options, ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr?.on('data', (chunk) => {
    complaints = (complaints + chunk).slice(-4000);
  });
  let lastTold = Date.now();
  const statusLines = /** @type {import('node:stream').Readable} */ (child.stdio[3]);
  createInterface({ input: statusLines }).on('line', (line) => {
    // "pmstatus:<package>:<percent>:<words>" and "dlstatus:<index>:<percent>:<words>"
    const [, , percent, ...words] = line.split(':');
    if (!percent || words.length === 0 || Date.now() - lastTold < 2000) return;
    lastTold = Date.now();
    log(`apt ${Math.round(Number(percent))}% ${words.join(':').trim()}`);
  });
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`apt-get could not be run: ${error.message}`)));
    child.once('close', (code) => {
      if (code === 0) return resolve();
      reject(new Error(`apt-get ${args.join(' ')} failed with exit code ${code}:\n${complaints.trim()}`));
    });
  });
}
