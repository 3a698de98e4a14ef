import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type Engine, runProgram } from '@roadstead/testing';
import { extract } from 'tar-stream';

const FOLDER = '/context/';
/** Whole seconds: a tar of a build knows no fractions. */
const MTIME = 1_600_000_000;

/** The Dockerfile of `writeOddFolder`. */
export const ODD_DOCKERFILE = 'docker/web.dockerfile';

/** A folder with all that a context may have in it, and a Dockerfile that copies it to `/context`. */
export function writeOddFolder(folder: string): void {
  const path = (name: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    return join(folder, name);
  };
  const write = (name: string, content: string | Buffer, mode = 0o644) => {
    writeFileSync(path(name), content);
    chmodSync(path(name), mode);
  };
  const makeFolder = (name: string, mode: number) => {
    mkdirSync(path(name));
    chmodSync(path(name), mode);
  };
  write(ODD_DOCKERFILE, `FROM scratch\nCOPY . ${FOLDER}\nCOPY l?nks/up ${FOLDER}copied/\nCMD ["x"]\n`);
  write('.dockerignore', '# not these\nleft-out\n!left-out/but-this\n**/*.log\n');
  write('left-out/a', 'a');
  write('left-out/but-this', 'b');
  write('logs/x.log', 'x');
  write('big', randomBytes(700_001));
  write('exact', randomBytes(256 * 1024));
  write('empty', '');
  for (const mode of [0o600, 0o444, 0o755, 0o4755, 0o2711, 0o000]) write(`modes/${mode.toString(8)}`, 'x', mode);
  makeFolder('empty-folder', 0o700);
  makeFolder('sticky-folder', 0o1777);
  write(' a name\twith\nall "sorts" of [characters] * ? \\ -- ünï 🚢', 'x');
  write('-rf', 'x');
  write('a-b', 'x');
  write('a/b', 'x');
  write('a.b', 'x');
  write(`${'deep/'.repeat(30)}${'long'.repeat(50)}`, 'x');
  write('twins/z', 'one file');
  linkSync(path('twins/z'), path('twins/a'));
  linkSync(path('twins/z'), path('elsewhere'));
  write('target/file', 'x');
  mkdirSync(path('links'));
  symlinkSync('../target/file', path('links/up'));
  symlinkSync('../target', path('links/folder'));
  symlinkSync('nowhere', path('links/broken'));
  setTimes(folder);
}

/** A tar of a folder, as the page or `git archive` would make it: in the order in which the folder is listed. */
export async function tarOfFolder(folder: string): Promise<Buffer> {
  const file = `${folder}.tar`;
  await runProgram('tar', ['--create', '--file', file, '--directory', folder, '--sort=none', '.']);
  return readFileSync(file);
}

/** What an image has in `/context`, an entry a line: type, permissions, owner, time, size, name and link. */
export async function copiedFiles(engine: Engine, image: string): Promise<string[]> {
  const container = (await engine.docker('create', image)).trim();
  const file = join(engine.dataRoot, `${container}.tar`);
  try {
    await engine.docker('export', '--output', file, container);
    const archive = extract();
    archive.end(readFileSync(file));
    const lines: string[] = [];
    for await (const entry of archive) {
      const { name, type, mode = 0, uid, gid, mtime, size, linkname } = entry.header;
      entry.resume();
      const isOurs = `/${name}`.startsWith(FOLDER);
      const when = type === 'directory' ? '' : mtime?.getTime();
      if (isOurs) lines.push([type, mode.toString(8), uid, gid, when, size, name, linkname ?? ''].join(' '));
    }
    return lines.sort();
  } finally {
    rmSync(file, { force: true });
    await engine.docker('rm', container);
  }
}

function setTimes(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) setTimes(path);
    lutimesSync(path, MTIME, MTIME);
  }
}
