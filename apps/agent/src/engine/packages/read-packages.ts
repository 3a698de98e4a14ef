import { ContainerPath, RoadsteadError } from '@roadstead/domain';
import {
  type Distribution,
  type Ecosystem,
  type InstalledPackage,
  MAX_PACKAGES,
  type PackageDatabase,
  type PackageList,
  readApkInstalled,
  readDpkgStatus,
  readOsRelease,
  readRpmSqlite,
} from '@roadstead/domain/packages';
import type { ImageFiles } from './image-files.js';

interface Place {
  readonly ecosystem: Ecosystem;
  readonly path: ContainerPath;
  /** Absent: it is known by its path, and not read. Undefined: it turned out to be nothing that can be read. */
  readonly read?: (files: ImageFiles, path: ContainerPath) => Promise<InstalledPackage[] | undefined>;
}

const place = (ecosystem: Ecosystem, path: string, read?: Place['read']): Place => ({
  ecosystem,
  path: ContainerPath.parse(path),
  read,
});

const dpkg: Place['read'] = async (files, path) => readDpkgStatus((await files.text(path)) ?? '');
/** Of distroless images: one file for each package, beside lists of its files. */
const dpkgDirectory: Place['read'] = async (files, path) =>
  (await files.texts(path))?.flatMap((text) => readDpkgStatus(text)) ?? [];
const apk: Place['read'] = async (files, path) => readApkInstalled((await files.text(path)) ?? '');

const rpmSqlite: Place['read'] = async (files, path) => {
  const file = await files.bytes(path);
  const log = await files.bytes(ContainerPath.parse(`${path}-wal`));
  return file && readRpmSqlite(file, log);
};

/** Of each ecosystem, the first that is there; both of dpkg's, for an image may have either. */
const PLACES: readonly (readonly Place[])[] = [
  [place('dpkg', '/var/lib/dpkg/status', dpkg)],
  [place('dpkg', '/var/lib/dpkg/status.d', dpkgDirectory)],
  [place('apk', '/lib/apk/db/installed', apk), place('apk', '/usr/lib/apk/db/installed', apk)],
  // Berkeley DB and ndb, which rpm had before and beside it, are not read.
  ['/usr/lib/sysimage/rpm', '/var/lib/rpm'].flatMap((directory) => [
    place('rpm', `${directory}/rpmdb.sqlite`, rpmSqlite),
    place('rpm', `${directory}/Packages.db`),
    place('rpm', `${directory}/Packages`),
  ]),
];
const OS_RELEASE = ['/etc/os-release', '/usr/lib/os-release'].map((path) => ContainerPath.parse(path));

export interface ReadPackages {
  readonly databases: PackageDatabase[];
  readonly distribution?: Distribution;
  readonly packages: PackageList;
}

/** @throws RoadsteadError `package.database-too-large`, `package.too-many`, `engine.*` */
export async function readPackages(
  files: ImageFiles,
  image: string,
  onOutput: (line: string) => void,
): Promise<ReadPackages> {
  const all = PLACES.flat();
  const stats = await files.stat(all.map(({ path }) => path));
  const isThere = new Set(all.filter((_, at) => stats[at] !== null));
  const databases: PackageDatabase[] = [];
  const packages = new Map<string, PackageList[number]>();
  for (const places of PLACES) {
    const found = places.find((each) => isThere.has(each));
    if (found === undefined) continue;
    const { ecosystem, path, read } = found;
    const list = await read?.(files, path);
    for (const each of list ?? []) {
      const { name, version, architecture = '' } = each;
      packages.set([ecosystem, name, version, architecture].join('\n'), { ...each, ecosystem });
    }
    databases.push({ ecosystem, path, isRead: list !== undefined, packages: list?.length ?? 0 });
    onOutput(
      list === undefined
        ? `${path}: this package database is of a kind that Roadstead cannot read`
        : `${path}: ${list.length} packages`,
    );
  }
  if (databases.length === 0) onOutput('There is no package database in this image.');
  if (packages.size > MAX_PACKAGES) {
    throw new RoadsteadError('package.too-many', { image, count: packages.size, limit: MAX_PACKAGES });
  }
  return { databases, distribution: await distributionOf(files), packages: [...packages.values()] };
}

async function distributionOf(files: ImageFiles): Promise<Distribution | undefined> {
  for (const path of OS_RELEASE) {
    const text = await files.text(path);
    if (text !== undefined) return readOsRelease(text);
  }
  return undefined;
}
