import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { filesUnder } from './stamps.mjs';

const SOURCE = /\.tsx?$/;
const SPEC = /\.(int-|e2e-)?spec\.tsx?$/;

/** What swc makes of every TypeScript source here, in builds and in tests. @satisfies {import('@swc/core').Options} */
export const SWC_OPTIONS = {
  jsc: {
    parser: { syntax: /** @type {const} */ ('typescript'), tsx: false, decorators: true },
    target: /** @type {const} */ ('es2023'),
    transform: {
      legacyDecorator: true,
      decoratorMetadata: true,
      useDefineForClassFields: true,
      verbatimModuleSyntax: true,
    },
    keepClassNames: true,
  },
  module: { type: /** @type {const} */ ('es6') },
  sourceMaps: true,
  swcrc: false,
};

/**
 * Compiles a package's `src` to `dist`, spec files left out, files that are not TypeScript copied as they are, and
 * outputs whose source is gone removed.
 * @param {string} packageDir absolute
 */
export async function compilePackage(packageDir) {
  const { transform } = await import('@swc/core');
  const src = join(packageDir, 'src');
  const dist = join(packageDir, 'dist');
  const written = new Set();
  /** @param {string} path @param {string | Buffer} content */
  const write = async (path, content) => {
    written.add(path);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  };
  /** @param {string} file */
  const compile = async (file) => {
    const target = join(dist, relative(src, file));
    const content = await readFile(file);
    if (!SOURCE.test(file)) return write(target, content);
    const script = target.replace(SOURCE, '.js');
    const sourceFileName = relative(dirname(script), file);
    const output = await transform(content.toString('utf8'), { ...SWC_OPTIONS, filename: file, sourceFileName });
    const mapName = `${script.slice(script.lastIndexOf('/') + 1)}.map`;
    await write(script, `${output.code}//# sourceMappingURL=${mapName}\n`);
    await write(`${script}.map`, output.map ?? '');
  };
  await Promise.all(
    filesUnder(src)
      .filter((file) => !SPEC.test(file))
      .map(compile),
  );
  await Promise.all(
    filesUnder(dist)
      .filter((file) => !written.has(file))
      .map((file) => rm(file)),
  );
}
