import { join } from 'node:path';
import { runTool } from '../services/run-tool.mjs';
import { bundleAgent } from './agent-bundle.mjs';
import { compilePackage } from './compile.mjs';

/**
 * @typedef {{ root: string, signal?: AbortSignal }} RunOptions `root` is that of the checkout
 *
 * @typedef {object} Step
 * @property {string} name as the user reads it
 * @property {string[]} after names of the steps that it needs done
 * @property {string[]} inputs files and folders whose contents decide whether it is done again
 * @property {string[]} outputs
 * @property {(options: RunOptions) => Promise<void>} run throws with the tool's own words
 */

const LIBS = ['libs/domain', 'libs/protocol', 'libs/contract', 'libs/testing'];
const APPS = ['apps/api', 'apps/agent', 'apps/web'];
const MANIFESTS = ['package.json', ...[...LIBS, ...APPS].map((folder) => `${folder}/package.json`)];
const LOCK_FILES = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc'];
const TOOLING = ['infra/build', 'pnpm-lock.yaml'];
const GENERATED_CLIENT = 'apps/api/src/platform/prisma/generated';

/** @type {Step} */
const DEPENDENCIES = {
  name: 'dependencies',
  after: [],
  inputs: [...LOCK_FILES, ...MANIFESTS],
  outputs: ['node_modules/.modules.yaml'],
  run: ({ root, signal }) =>
    tool('npx', ['--yes', 'pnpm@12', 'install', '--frozen-lockfile'], {
      cwd: root,
      signal,
      env: { CI: 'true' }, // Else pnpm asks before it replaces what another version of it installed.
    }),
};

/** @type {Step} */
const DATABASE_CLIENT = {
  name: 'database client',
  after: [DEPENDENCIES.name],
  inputs: ['prisma/schema.prisma', 'prisma.config.ts', 'pnpm-lock.yaml'],
  outputs: [GENERATED_CLIENT],
  run: ({ root, signal }) =>
    tool(process.execPath, ['node_modules/prisma/build/index.js', 'generate', '--schema', 'prisma/schema.prisma'], {
      cwd: root,
      signal,
      // Any existing file will do: `generate` wants the schema engine to be there and does not run it.
      env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1', CHECKPOINT_DISABLE: '1' },
    }),
};

/** @type {Step} */
const AGENT = {
  name: 'apps/agent',
  after: [DEPENDENCIES.name],
  inputs: ['apps/agent', 'libs/domain/src', 'libs/protocol/src', ...TOOLING],
  outputs: ['apps/agent/dist/roadstead-agent.mjs'],
  run: ({ root }) => bundleAgent(root),
};

/** @type {Step} */
const WEB = {
  name: 'apps/web',
  after: [DEPENDENCIES.name, 'libs/domain', 'libs/contract'],
  inputs: ['apps/web', 'libs/domain/src', 'libs/contract/src', ...TOOLING],
  outputs: ['apps/web/out'],
  run: ({ root, signal }) =>
    tool(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
      cwd: join(root, 'apps/web'),
      signal,
      env: { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
    }),
};

/** What there is to do from a bare checkout to a product that runs. */
export const STEPS = [
  DEPENDENCIES,
  ...LIBS.map((folder) => compileStep(folder, [])),
  DATABASE_CLIENT,
  compileStep('apps/api', [DATABASE_CLIENT.name]),
  AGENT,
  WEB,
];

/**
 * @param {string} folder
 * @param {string[]} after
 * @returns {Step}
 */
function compileStep(folder, after) {
  return {
    name: folder,
    after: [DEPENDENCIES.name, ...after],
    inputs: [`${folder}/src`, `${folder}/package.json`, ...TOOLING],
    outputs: [`${folder}/dist`],
    run: ({ root }) => compilePackage(join(root, folder)),
  };
}

/**
 * @param {string} program
 * @param {string[]} args
 * @param {Parameters<typeof runTool>[2]} options
 */
async function tool(program, args, options) {
  const { ok, output } = await runTool(program, args, options).ended;
  if (!ok) throw new Error(output.slice(-8000));
}
