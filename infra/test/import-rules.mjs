import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesUnder } from '../build/stamps.mjs';

/**
 * The import rules of the design that Biome cannot say. The rest, by package name, stands in biome.json.
 * - No relative import leaves its package.
 * - A package declares only the workspace packages that it may import: web → contract → domain; agent → protocol →
 *   domain; api → contract, protocol, domain. `testing` is for tests: a development dependency of apps.
 */

/** @type {Record<string, { runtime: string[], development: string[] }>} */
const MAY_DEPEND_ON = {
  'libs/domain': { runtime: [], development: [] },
  'libs/protocol': { runtime: ['domain'], development: [] },
  'libs/contract': { runtime: ['domain'], development: [] },
  'libs/testing': { runtime: ['domain', 'protocol', 'contract'], development: [] },
  'apps/api': { runtime: ['domain', 'protocol', 'contract'], development: ['testing'] },
  'apps/agent': { runtime: ['domain', 'protocol'], development: ['testing'] },
  'apps/web': { runtime: ['domain', 'contract'], development: ['testing'] },
};

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}\/[^'"]*)['"]/g;

/**
 * @param {string} root of the checkout
 * @returns {string[]} one line for each breach; empty when all is well
 */
export function findBreaches(root) {
  return packagesOf(root).flatMap((folder) => [...escapingImports(root, folder), ...wrongDependencies(root, folder)]);
}

/** @param {string} root */
export function packagesOf(root) {
  return ['libs', 'apps']
    .filter((kind) => existsSync(join(root, kind)))
    .flatMap((kind) => readdirSync(join(root, kind)).map((name) => `${kind}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'package.json')));
}

/**
 * @param {string} root
 * @param {string} folder
 */
function escapingImports(root, folder) {
  const home = join(root, folder);
  const sources = filesUnder(home).filter((file) => /\.[cm]?[jt]sx?$/.test(file));
  return sources.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(IMPORT)]
      .map(([, target = '']) => target)
      .filter((target) => relative(home, resolve(dirname(file), target)).startsWith('..'))
      .map(
        (target) => `${relative(root, file)} imports ${target}, which lies outside ${folder}: import packages by name`,
      ),
  );
}

/**
 * @param {string} root
 * @param {string} folder
 */
function wrongDependencies(root, folder) {
  const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const allowed = MAY_DEPEND_ON[folder];
  if (!allowed) return [`${folder} has no entry in infra/test/import-rules.mjs: say what it may import`];
  /** @param {Record<string, string>} declared @param {string[]} permitted */
  const breaches = (declared, permitted) =>
    Object.keys(declared ?? {})
      .filter((name) => name.startsWith('@roadstead/') && !permitted.includes(name.slice('@roadstead/'.length)))
      .map((name) => `${folder}/package.json depends on ${name}, which the design does not allow`);
  return [
    ...breaches(manifest.dependencies, allowed.runtime),
    ...breaches(manifest.devDependencies, [...allowed.runtime, ...allowed.development]),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = findBreaches(process.cwd());
  for (const line of found) console.error(line);
  process.exitCode = found.length > 0 ? 1 : 0;
}
