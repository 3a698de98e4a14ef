import { InstalledPackage, MAX_PACKAGES } from '../package.js';
import { type RpmHeader, readRpmHeader } from './rpm-header.js';
import { NotSqlite, SqliteFile } from './sqlite-file.js';
import { readSqliteWal } from './sqlite-wal.js';

/** Keys that packages are signed with stand among them, as packages of this name. */
const KEYS = 'gpg-pubkey';

/**
 * `rpmdb.sqlite`, as rpm has it since 4.16 (Fedora 33, RHEL 9): a table of packages' headers. Entries without a name or a version are left
 * out.
 * @param log its write-ahead log, in which what was written last may be
 * @returns undefined where it is no such database, or a damaged one
 */
export function readRpmSqlite(file: Uint8Array, log: Uint8Array = new Uint8Array()): InstalledPackage[] | undefined {
  const packages: InstalledPackage[] = [];
  let rows = 0;
  try {
    const table = new SqliteFile(file, readSqliteWal(log)).rows('Packages', 2);
    if (table === undefined) return undefined;
    for (const [, blob] of table) {
      rows += 1;
      const header = blob instanceof Uint8Array ? readRpmHeader(blob) : undefined;
      if (header === undefined) return undefined;
      const found = packageOf(header);
      if (found !== undefined) packages.push(found);
      if (packages.length > MAX_PACKAGES) break;
      if (rows - packages.length > MAX_PACKAGES) return undefined;
    }
    return packages;
  } catch (error) {
    // A length or an offset beyond what is there.
    if (error instanceof NotSqlite || error instanceof RangeError) return undefined;
    throw error;
  }
}

function packageOf({ name, epoch, version, release, architecture, license, sourceRpm }: RpmHeader) {
  if (name === KEYS) return undefined;
  const packaged = [version, release].filter(Boolean).join('-');
  const source = sourceOf(sourceRpm);
  const fields = {
    name,
    version: version && (epoch === undefined || epoch === '0' ? packaged : `${epoch}:${packaged}`),
    architecture: architecture || undefined,
    source: source?.name === name ? undefined : source?.name,
    sourceVersion: source?.version === packaged ? undefined : source?.version,
    license: license?.slice(0, 500) || undefined,
  };
  return InstalledPackage.safeParse(Object.fromEntries(Object.entries(fields).filter(([, value]) => value))).data;
}

/** `openssl-3.0.7-27.el9.src.rpm`: its name and its version, which has no epoch there. */
function sourceOf(file: string | undefined): { name: string; version: string } | undefined {
  const [, name, version] = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(file ?? '') ?? [];
  return name === undefined || version === undefined ? undefined : { name, version };
}
