import { spawn } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runTool } from '../services/run-tool.mjs';
import { jobTime } from './job-time.mjs';
import { comparison, inTurn, seconds, timed } from './statistics.mjs';

const TURNS = 9;
const MIB = 1024 * 1024;
/** The context: so many files, in all 40 MiB that do not compress. */
const FILES = 200;
const FILE_BYTES = (40 * MIB) / FILES;
/** Enough work for a build of some seconds, as even a quick one in practice is. */
const STEPS = [
  'COPY . /app',
  ...[1, 2, 3].map((step) => `RUN cat /app/*.bin | gzip -${step} | sha256sum > /sum-${step}`),
];
const TAG = 'bench/build:1';

/**
 * A build from an uploaded context, from the request to its end in the database, against `docker build` of the same
 * folder: with BuildKit, where the machine has a command line for it, and with the classic builder. Without cache.
 *
 * BuildKit gets the files over a session, from the command line as from the agent (decision 0037). What a context costs that
 * goes to BuildKit as a tar, as by `docker build -`, is measured beside it.
 * @param {import('@roadstead/testing').Stack} stack
 * @param {typeof import('@roadstead/testing')} testing
 * @returns {Promise<import('./report.mjs').Figure[]>}
 */
export async function measureBuild(stack, testing) {
  const host = stack.host(0);
  const folder = await makeContext(stack, host);
  const tar = await packed(folder, stack.dir);
  const uploadId = await testing.upload(stack, readFileSync(tar), 'context.tar');
  const tidy = async () => {
    await host.engine.docker('image', 'rm', TAG);
    await host.engine.docker('image', 'prune', '--force');
    await host.engine.request('POST', '/build/prune?all=1');
  };
  const figures = [];
  for (const { builder, words, cli } of [
    { builder: /** @type {const} */ ('buildkit'), words: 'BuildKit', cli: await buildKitCli() },
    { builder: /** @type {const} */ ('classic'), words: 'the classic builder', cli: 'docker' },
  ]) {
    if (cli === undefined) continue;
    const ours = async () => {
      const source = { type: /** @type {const} */ ('upload'), uploadId };
      const params = { source, tags: [TAG], noCache: true, builder };
      const milliseconds = await jobTime(stack, testing, host, { kind: 'image.build', params });
      await tidy();
      return milliseconds;
    };
    const env = { ...process.env, DOCKER_BUILDKIT: builder === 'buildkit' ? '1' : '0' };
    const args = ['--host', `unix://${host.engine.socketPath}`, 'build', '--no-cache', '--tag', TAG];
    const theirs = async () => {
      const milliseconds = await timed(() => testing.runProgram(cli, [...args, folder], { env }));
      await tidy();
      return milliseconds;
    };
    const fromTar = async () => {
      const milliseconds = await timed(() => runOn(tar, cli, [...args, '-'], env));
      await tidy();
      return milliseconds;
    };
    const isBuildKit = builder === 'buildkit';
    /** @type {{ ours: number, theirs: number, fromTar?: number }} */
    const times = await (isBuildKit ? inTurn(TURNS, { ours, theirs, fromTar }) : inTurn(TURNS, { ours, theirs }));
    figures.push(comparison(`build with ${words}, context of 40 MB`, times, '`docker build`'));
    if (times.fromTar !== undefined)
      figures.push(besideTar(`build with ${words}, the same context as a tar`, times.ours, times.fromTar));
  }
  rmSync(folder, { recursive: true });
  rmSync(tar);
  return figures;
}

/**
 * A docker command line that can build with BuildKit: one with the buildx component, or of before it was one (20.10).
 * @returns {Promise<string | undefined>}
 */
async function buildKitCli() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'];
  for (const cli of folders.map((folder) => join(folder, 'docker')).filter((path) => existsSync(path))) {
    const [version, buildx] = await Promise.all([
      runTool(cli, ['--version'], { cwd: '/' }).ended,
      runTool(cli, ['buildx', 'version'], { cwd: '/' }).ended,
    ]);
    if (buildx.ok || /version 20\.10\./.test(version.stdout)) return cli;
  }
  return undefined;
}

/**
 * @param {import('@roadstead/testing').Stack} stack
 * @param {import('@roadstead/testing').StackHost} host
 */
async function makeContext(stack, host) {
  const folder = join(stack.dir, 'bench-context');
  mkdirSync(folder);
  for (let file = 0; file < FILES; file++) {
    writeFileSync(join(folder, `${file}.bin`), randomFillSync(Buffer.alloc(FILE_BYTES)));
  }
  const base = stack.registry.reference('roadstead/base:1');
  await host.engine.docker('pull', '--quiet', base);
  writeFileSync(join(folder, 'Dockerfile'), [`FROM ${base}`, ...STEPS, ''].join('\n'));
  return folder;
}

/**
 * The folder as a tar, as the page would pack it.
 * @param {string} folder
 * @param {string} dir where the tar is to lie
 * @returns its path
 */
async function packed(folder, dir) {
  const file = join(dir, 'bench-context.tar');
  const { ok, output } = await runTool('tar', ['--create', '--file', file, '--directory', folder, '.'], { cwd: dir })
    .ended;
  if (!ok) throw new Error(output);
  return file;
}

/**
 * Runs a program that reads a file.
 * @param {string} file
 * @param {string} program
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
async function runOn(file, program, args, env) {
  const input = openSync(file, 'r');
  try {
    const child = spawn(program, args, { env, stdio: [input, 'ignore', 'ignore'] });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}`);
  } finally {
    closeSync(input);
  }
}

/**
 * @param {string} what
 * @param {number} ours median in milliseconds
 * @param {number} fromTar likewise
 * @returns {import('./report.mjs').Figure}
 */
function besideTar(what, ours, fromTar) {
  return {
    what,
    measured: `${(ours / fromTar).toFixed(2)} × (${seconds(ours)})`,
    against: `\`docker build -\` (${seconds(fromTar)})`,
    aim: 'told',
    met: true,
  };
}
