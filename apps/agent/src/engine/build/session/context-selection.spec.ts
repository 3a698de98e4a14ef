import { describe, expect, it } from '@jest/globals';
import { ContextFiles } from './context-files.js';
import { type ContextQuestion, selectFiles } from './context-selection.js';

const FILES = [
  'Dockerfile',
  'Dockerfile.dockerignore',
  'a[b]',
  'docs/a.md',
  'docs/b.txt',
  'src/deep/main.c',
  'src/x.c',
];
const LINKS = { latest: 'src', 'src/up': '../docs/a.md', round: 'round', here: '.' };

const files = new ContextFiles();
const place = { isThere: true };
for (const name of FILES) files.add({ name, type: 'file', place });
for (const [name, linkname] of Object.entries(LINKS)) files.add({ name, type: 'symlink', linkname, place });

const all = files.inOrder().map(({ path }) => path);
const selected = (question: Partial<ContextQuestion>) =>
  selectFiles(files, { includes: [], excludes: [], followPaths: [], ...question }).map(({ path }) => path);

describe('selectFiles', () => {
  it('gives all where nothing is asked for, and where the root is', () => {
    expect(selected({})).toEqual(all);
    expect(selected({ followPaths: ['.'] })).toEqual(all);
    expect(selected({ followPaths: ['/', 'docs'] })).toEqual(all);
  });

  it('gives single files, those that are there', () => {
    const followPaths = ['Dockerfile', 'Dockerfile.dockerignore', 'dockerfile'];
    expect(selected({ followPaths })).toEqual(['Dockerfile', 'Dockerfile.dockerignore']);
    expect(selected({ followPaths: ['.dockerignore'] })).toEqual([]);
  });

  it('gives what is in a folder, and the folders above a file', () => {
    expect(selected({ followPaths: ['docs'] })).toEqual(['docs', 'docs/a.md', 'docs/b.txt']);
    expect(selected({ followPaths: ['/src/deep/main.c'] })).toEqual(['src', 'src/deep', 'src/deep/main.c']);
    expect(selected({ includes: ['src/deep'] })).toEqual(['src', 'src/deep', 'src/deep/main.c']);
  });

  it('follows links on the way to a path, and at its end, and gives them too', () => {
    expect(selected({ followPaths: ['latest/x.c'] })).toEqual(['latest', 'src', 'src/x.c']);
    expect(selected({ followPaths: ['src/up'] })).toEqual(['docs', 'docs/a.md', 'src', 'src/up']);
    expect(selected({ followPaths: ['latest/up'] })).toEqual(['docs', 'docs/a.md', 'latest', 'src', 'src/up']);
    expect(selected({ followPaths: ['round/x'] })).toEqual(['round']);
  });

  it('gives up links that lead on and on, or come to a thousand million', () => {
    const grown = new ContextFiles();
    grown.add({ name: 'on', type: 'symlink', linkname: 'on/x', place });
    grown.add({ name: 'l0', type: 'symlink', linkname: '.', place });
    for (let twice = 0; twice < 30; twice += 1) {
      grown.add({ name: `l${twice + 1}`, type: 'symlink', linkname: `l${twice}/l${twice}`, place });
    }
    const chosen = (followPaths: string[]) =>
      selectFiles(grown, { includes: [], excludes: [], followPaths }).map(({ path }) => path);
    expect(chosen(['on'])).toEqual(['on']);
    expect(chosen(['l30'])).toContain('l29');
  });

  it('knows patterns in paths, and names that only look like one', () => {
    expect(selected({ followPaths: ['d*s/*.md'] })).toEqual(['docs', 'docs/a.md']);
    expect(selected({ followPaths: ['lat?st/*.c'] })).toEqual(['latest', 'src', 'src/x.c']);
    expect(selected({ followPaths: ['a[b]'] })).toEqual(['a[b]']);
    expect(selected({ followPaths: ['here/a[b]'] })).toEqual(['a[b]', 'here']);
  });

  it('leaves out what is excluded, and keeps the folders of exceptions', () => {
    expect(selected({ excludes: ['src', 'docs', '!docs/a.md', 'a*'] })).toEqual([
      'Dockerfile',
      'Dockerfile.dockerignore',
      'docs',
      'docs/a.md',
      'here',
      'latest',
      'round',
    ]);
    expect(selected({ includes: ['**/*.c'], excludes: ['src/deep'] })).toEqual(['src', 'src/x.c']);
  });
});
