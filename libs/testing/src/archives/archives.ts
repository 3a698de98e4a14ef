import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { type Header, pack } from 'tar-stream';

const BUSYBOX_PATHS = ['/usr/bin/busybox', '/bin/busybox'];
const COMMANDS = 'sh ls cat echo sleep true false head tail wc grep mkdir rm cp mv touch id hostname wget httpd vi yes';
const MODIFIED = new Date('2025-12-01T00:00:00Z');

/** One member of a tar: a file by its text or bytes, or anything that a tar header can say. */
export type ArchiveEntry = Partial<Header> & { name: string; content?: string | Buffer };

export type Compression = 'none' | 'gzip' | 'bzip2' | 'xz';

/** A tar of these members, in this order; nothing is checked, so that a hostile one can be made too. */
export async function packTar(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  const archive = pack();
  const bytes = buffer(archive);
  for (const { content = '', ...header } of entries) archive.entry({ mtime: MODIFIED, ...header }, content);
  archive.finalize();
  return bytes;
}

/** As the programs of these names do it. */
export async function compress(bytes: Buffer, compression: Compression): Promise<Buffer> {
  if (compression === 'none') return bytes;
  const program = spawn(compression, ['--stdout'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const compressed = buffer(program.stdout);
  program.stdin.end(bytes);
  return compressed;
}

/** A root filesystem: busybox with its links, and a file that names it. */
export async function busyboxRoot(extra: readonly ArchiveEntry[] = []): Promise<ArchiveEntry[]> {
  return [
    { name: 'bin/', type: 'directory', mode: 0o755 },
    { name: 'bin/busybox', mode: 0o755, content: await readBusybox() },
    ...COMMANDS.split(' ').map((name) => ({ name: `bin/${name}`, type: 'symlink', linkname: 'busybox' }) as const),
    { name: 'tmp/', type: 'directory', mode: 0o1777 },
    { name: 'etc/passwd', content: 'root:x:0:0:root:/root:/bin/sh\n' },
    { name: 'etc/debian_version', content: '12.0\n' },
    ...extra,
  ];
}

/** The statically linked busybox of this machine. */
export async function readBusybox(): Promise<Buffer> {
  for (const path of BUSYBOX_PATHS) {
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes) return bytes;
  }
  throw new Error('Images for tests need busybox: install the package busybox-static');
}
