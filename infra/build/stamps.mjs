import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What installs and builds put beside sources, so that it never counts as an input. */
const GENERATED = new Set(['node_modules', 'dist', 'out', '.next', '.git', '.roadstead', 'next-env.d.ts']);

/** Every file under a path (or the file itself), sorted, without what builds and installs put there. @param {string} path @returns {string[]} */
export function filesUnder(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return [];
  if (stats.isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !GENERATED.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)]));
}

/**
 * Remembers what each build step was made from, so that a step whose inputs are the same is not done again.
 * @param {string} root of the checkout; stamps lie in node_modules/.cache and go with the dependencies
 */
export function stampsOf(root) {
  const folder = join(root, 'node_modules/.cache/roadstead-build');
  const stampFile = (/** @type {string} */ step) => join(folder, `${step.replaceAll(/[^\w-]/g, '-')}.stamp`);
  return {
    /**
     * A digest of the names and contents of all inputs.
     * @param {string[]} inputs files or folders, relative to the root; those that are missing count as empty
     */
    digest(inputs) {
      const hash = createHash('sha256');
      for (const file of inputs.flatMap((input) => filesUnder(join(root, input)))) {
        hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
      }
      return hash.digest('hex');
    },

    /** @param {string} step @param {string} digest @param {string[]} outputs which must all exist */
    isFresh(step, digest, outputs) {
      const file = stampFile(step);
      const same = existsSync(file) && readFileSync(file, 'utf8') === digest;
      return same && outputs.every((output) => existsSync(join(root, output)));
    },

    /** @param {string} step @param {string} digest */
    write(step, digest) {
      const file = stampFile(step);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, digest);
    },

    /** Before a step begins: one that is aborted half-way is to run again. @param {string} step */
    clear(step) {
      rmSync(stampFile(step), { force: true });
    },
  };
}
