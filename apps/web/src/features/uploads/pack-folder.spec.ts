import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { packFolder } from './pack-folder';
import { tarHeader } from './tar-header';

const MODIFIED = Date.UTC(2026, 2, 3, 10);

function file(path: string, text: string) {
  return { path, file: new File([text], path.split('/').at(-1) ?? '', { lastModified: MODIFIED }) };
}

describe('a folder packed in the browser', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'roadstead-pack-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  async function unpacked(files: ReturnType<typeof file>[]): Promise<string[]> {
    const { archive } = await packFolder('shop', files);
    writeFileSync(join(dir, 'a.tar'), new Uint8Array(await archive.arrayBuffer()));
    const listed = execFileSync('tar', ['--list', '--file', join(dir, 'a.tar')], { encoding: 'utf8' });
    execFileSync('tar', ['--extract', '--file', join(dir, 'a.tar'), '--directory', dir]);
    return listed.trim().split('\n');
  }

  it('is what tar takes out again: paths short and long, names in any language, files of any size', async () => {
    const long = `${'deep/'.repeat(30)}${'name'.repeat(40)}.txt`;
    const files = [
      file('Dockerfile', 'FROM scratch\n'),
      file('src/empty', ''),
      file('src/block', 'x'.repeat(512)),
      file(`fits/${'p'.repeat(90)}/${'n'.repeat(60)}`, 'in two parts'),
      file(long, 'far down'),
      file('文件/说明.txt', '你好'),
    ];
    await unpacked(files);
    for (const { path, file: packed } of files) {
      expect({ path, text: readFileSync(join(dir, path), 'utf8') }).toEqual({ path, text: await packed.text() });
    }
    const { mode, mtimeMs } = statSync(join(dir, 'src/block'));
    expect([mode & 0o777, mtimeMs]).toEqual([0o755, MODIFIED]);
  });

  it('leaves out .git and what .dockerignore names, but never what Docker itself reads', async () => {
    const listed = await unpacked([
      file('.dockerignore', 'node_modules\nDockerfile\n.dockerignore\n*.log\n!keep.log\n'),
      file('Dockerfile', 'FROM scratch\n'),
      file('.git/HEAD', 'ref: refs/heads/main'),
      file('.gitignore', 'dist'),
      file('node_modules/a/index.js', ''),
      file('debug.log', ''),
      file('keep.log', ''),
    ]);
    expect(listed.sort()).toEqual(['.dockerignore', '.gitignore', 'Dockerfile', 'keep.log']);
  });

  it('is the same archive for the same files, so that its upload can go on', async () => {
    const files = [file('b', '2'), file('a', '1')];
    const [one, two] = await Promise.all([packFolder('shop', files), packFolder('shop', [...files].reverse())]);
    expect(two.fingerprint).toBe(one.fingerprint);
    expect(await two.archive.text()).toBe(await one.archive.text());
    expect((await packFolder('shop', [file('a', '12')])).fingerprint).not.toBe(one.fingerprint);
  });

  it('says a size above 8 GiB in a header that tar reads', () => {
    const header = tarHeader({ path: 'large', size: 9 * 1024 ** 3, mode: 0o644, modifiedAt: 0 });
    expect(Buffer.from(header).toString('latin1')).toContain(`size=${9 * 1024 ** 3}\n`);
    expect(header.length % 512).toBe(0);
  });
});
