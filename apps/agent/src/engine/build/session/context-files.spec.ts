import { describe, expect, it } from '@jest/globals';
import { ContextFiles, type ContextHeader } from './context-files.js';

const at = new Date(1_700_000_000_900);
let offset = 0;
const header = (name: string, rest: Partial<ContextHeader> = {}): ContextHeader => {
  offset += 1024;
  return { name, type: 'file', mode: 0o644, mtime: at, size: 3, place: { offset, isThere: true }, ...rest };
};
const folder = (name: string, mode = 0o700) => header(name, { type: 'directory', mode, size: 0 });
const link = (name: string, linkname: string) => header(name, { type: 'symlink', linkname, size: 0 });
const twin = (name: string, linkname: string) => header(name, { type: 'link', linkname, size: 0 });

function filesOf(...headers: ContextHeader[]): ContextFiles {
  const files = new ContextFiles();
  for (const each of headers) files.add(each);
  return files;
}
const pathsOf = (files: ContextFiles) => files.inOrder().map(({ path }) => path);

describe('ContextFiles', () => {
  it('walks as a folder is walked: by the bytes of names, each folder before what is in it', () => {
    const names = ['b', 'a-', 'a/z', 'a', 'a.b', 'a/b/c', '\u{1F600}', '\uFF5E', 'ö', 'Z'];
    const files = filesOf(...names.filter((name) => name !== 'a').map((name) => header(`./${name}`)));
    expect(pathsOf(files)).toEqual(['Z', 'a', 'a/b', 'a/b/c', 'a/z', 'a-', 'a.b', 'b', 'ö', '\uFF5E', '\u{1F600}']);
  });

  it('makes the folders that an archive does not name, and takes what is said of them later', () => {
    const files = filesOf(header('a/b/c'), folder('a/'));
    expect(files.get('a')).toEqual({ path: 'a', type: 'folder', mode: 0o700, mtime: 1_700_000_000 });
    expect(files.get('a/b')).toEqual({ path: 'a/b', type: 'folder', mode: 0o755, mtime: 0 });
    expect(pathsOf(filesOf(folder('./'), folder('.'), folder('/')))).toEqual([]);
  });

  it('lets the last of a name win, also where a file takes the place of a folder', () => {
    const files = filesOf(header('a', { size: 1 }), header('a', { size: 2 }), header('d/x'), header('d'));
    expect(files.get('a')).toMatchObject({ content: { size: 2 } });
    expect(pathsOf(files)).toEqual(['a', 'd']);
    expect(() => files.add(header('d/y'))).toThrow('d is a file, and d/y lies in it');
  });

  it('looks at no more than what lies in a folder whose place a file takes', () => {
    const files = filesOf(header('d/e/x'), header('de'));
    const around = Array.from({ length: 50_000 }, (_, index) => header(`src/${index}`));
    for (const each of around) files.add(each);
    const begun = performance.now();
    for (let turn = 0; turn < 20_000; turn += 1) {
      files.add(header('d'));
      files.add(folder('d'));
    }
    // Looking through all of them took ten seconds and more.
    expect(performance.now() - begun).toBeLessThan(3000);
    files.add(header('d/y'));
    expect(files.inFolder('d')).toEqual(['d/y']);
    expect(pathsOf(files).slice(0, 3)).toEqual(['d', 'd/y', 'de']);
  });

  it('knows what is one file by several names, whatever becomes of the first', () => {
    const files = filesOf(header('z'), twin('a', './z'), header('z', { size: 9 }));
    expect(files.get('a')).toMatchObject({ path: 'a', content: { size: 3 } });
    expect(files.get('z')).toMatchObject({ content: { size: 9 } });
    expect(() => files.add(twin('b', 'none'))).toThrow('b is a hard link to none, which is no file before it');
  });

  it('keeps extended attributes, and no other extended header', () => {
    const pax = { 'SCHILY.xattr.user.a': '1', comment: 'x' };
    expect(filesOf(header('a', { pax })).get('a')).toMatchObject({ content: { xattrs: { 'user.a': '1' } } });
  });

  it('follows links to a file, within the context and not for ever', () => {
    const files = filesOf(
      header('real/Dockerfile'),
      link('dir', 'real'),
      link('a/up', '../dir/Dockerfile'),
      link('o', 'o'),
    );
    const content = files.resolve('real/Dockerfile');
    expect(content).toBeDefined();
    expect(files.resolve('dir/Dockerfile')).toBe(content);
    expect(files.resolve('./a/up')).toBe(content);
    expect([files.resolve('o'), files.resolve('real'), files.resolve('none')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
