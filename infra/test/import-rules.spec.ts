import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findBreaches, packagesOf } from './import-rules.mjs';

const ROOT = process.cwd();
let copy: string;

/** A checkout with the real rules and manifests, and no sources but those of a test. */
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'roadstead-lint-'));
  const rules = ['biome.json', '.gitignore', ...packagesOf(ROOT).map((folder) => `${folder}/package.json`)];
  for (const file of rules) cpSync(join(ROOT, file), join(copy, file));
  spawnSync('git', ['init', '--quiet'], { cwd: copy });
  mkdirSync(join(copy, 'node_modules'));
  symlinkSync(join(ROOT, 'node_modules/@biomejs'), join(copy, 'node_modules/@biomejs'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Lints one file with this text and answers the names of the rules that it breaks. */
function broken(file: string, text: string, others: Record<string, string> = {}): string[] {
  const files = Object.entries({ ...others, [file]: text });
  for (const [path, content] of files) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), content);
  }
  const biome = join(ROOT, 'node_modules/.bin/biome');
  const { stdout } = spawnSync(biome, ['lint', '--reporter=json', file], { cwd: copy, encoding: 'utf8' });
  for (const [path] of files) rmSync(join(copy, path));
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string }[] };
  return [...new Set(diagnostics.map(({ category }) => category.split('/').at(-1) as string))];
}

const importing = (target: string) => `import * as it from '${target}';\nexport { it };\n`;

describe('import rules that Biome checks', () => {
  it.each([
    ['libs/domain/src/a.ts', 'node:fs'],
    ['libs/domain/src/a.ts', 'pino'],
    ['libs/domain/src/a.ts', '@roadstead/protocol'],
    ['libs/protocol/src/a.ts', '@roadstead/contract'],
    ['libs/contract/src/a.ts', '@roadstead/protocol'],
    ['libs/testing/src/a.ts', '@roadstead/api'],
    ['libs/testing/src/a.ts', 'dockerode'],
    ['apps/api/src/a.ts', '@roadstead/agent'],
    ['apps/api/src/a.ts', 'dockerode'],
    ['apps/agent/src/a.ts', '@roadstead/contract'],
    ['apps/agent/src/a.ts', '@roadstead/web'],
    ['apps/agent/src/a.ts', '@prisma/client'],
    ['apps/agent/src/a.ts', 'dockerode'],
    ['apps/agent/src/engine/a.ts', '@prisma/client'],
    ['apps/web/src/a.ts', '@roadstead/protocol'],
    ['apps/web/src/a.ts', '@roadstead/api'],
    ['apps/web/src/a.ts', '@prisma/client'],
  ])('%s may not import %s', (file, target) => {
    expect(broken(file, importing(target))).toContain('noRestrictedImports');
  });

  it.each([
    ['libs/domain/src/a.ts', 'zod'],
    ['libs/protocol/src/a.ts', '@roadstead/domain'],
    ['apps/api/src/a.ts', '@prisma/client'],
    ['apps/api/src/a.ts', '@roadstead/contract'],
    ['apps/agent/src/engine/a.ts', 'dockerode'],
    ['apps/agent/src/a.spec.ts', '@roadstead/testing'],
    ['apps/web/src/a.ts', '@roadstead/contract'],
  ])('%s may import %s', (file, target) => {
    expect(broken(file, importing(target))).toEqual([]);
  });

  it('sources of an app may not import @roadstead/testing, nor what their package does not declare', () => {
    expect(broken('apps/api/src/a.ts', importing('@roadstead/testing'))).toEqual(['noUndeclaredDependencies']);
    expect(broken('apps/agent/src/a.ts', importing('left-pad'))).toEqual(['noUndeclaredDependencies']);
  });

  it('two files may not import each other', () => {
    const other = "import { a } from './a.js';\nexport const b = () => a;\n";
    const file = "import { b } from './b.js';\nexport const a = () => b;\n";
    expect(broken('apps/api/src/a.ts', file, { 'apps/api/src/b.ts': other })).toEqual(['noImportCycles']);
  });

  it('a promise may not float, and nothing is any', () => {
    const text = 'async function f() {\n  await null;\n}\nf();\nexport const y: any = 1;\n';
    expect(broken('apps/api/src/a.ts', text).sort()).toEqual(['noExplicitAny', 'noFloatingPromises']);
  });
});

describe('import rules of our own', () => {
  it('find nothing in this checkout', () => {
    expect(findBreaches(ROOT)).toEqual([]);
  });

  it('a relative import may not leave its package', () => {
    const file = join(copy, 'apps/api/src/a.ts');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "import { x } from '../../agent/src/x.js';\nexport { x };\n");
    expect(findBreaches(copy)).toEqual([
      'apps/api/src/a.ts imports ../../agent/src/x.js, which lies outside apps/api: import packages by name',
    ]);
    rmSync(file);
  });

  it('a package may not depend on a package that the design does not allow', () => {
    const manifest = { name: '@roadstead/domain', dependencies: { '@roadstead/contract': 'workspace:*' } };
    writeFileSync(join(copy, 'libs/domain/package.json'), JSON.stringify(manifest));
    expect(findBreaches(copy)).toEqual([
      'libs/domain/package.json depends on @roadstead/contract, which the design does not allow',
    ]);
  });
});
