import { Distribution, InstalledPackage, MAX_PACKAGES } from './package.js';

/** Of `dpkg --status`: states in which nothing of a package is installed. */
const ABSENT_STATES = new Set(['not-installed', 'config-files']);

/**
 * `/var/lib/dpkg/status`, or one file of distroless images' `status.d`, which have no field of the state. Entries without
 * a name or a version are left out.
 */
export function readDpkgStatus(text: string): InstalledPackage[] {
  return packagesOf(paragraphsOf(text, readField, DPKG_FIELDS), (fields) => {
    const state = fields.get('status')?.split(/\s+/).at(-1);
    if (state !== undefined && ABSENT_STATES.has(state)) return undefined;
    const name = fields.get('package');
    const version = fields.get('version');
    const [, source, sourceVersion] = /^(\S+)(?:\s+\(([^)]+)\))?/.exec(fields.get('source') ?? '') ?? [];
    return parsed({
      name,
      version,
      architecture: fields.get('architecture'),
      source: source === name ? undefined : source,
      sourceVersion: sourceVersion === version ? undefined : sourceVersion,
    });
  });
}

/** `/lib/apk/db/installed`. Source: apk-tools' "APK installed database v2". */
export function readApkInstalled(text: string): InstalledPackage[] {
  return packagesOf(paragraphsOf(text, readLetter, APK_FIELDS), (fields) => {
    const name = fields.get('P');
    const origin = fields.get('o');
    return parsed({
      name,
      version: fields.get('V'),
      architecture: fields.get('A'),
      source: origin === name ? undefined : origin,
      license: fields.get('L')?.slice(0, 500),
    });
  });
}

/** `/etc/os-release`. @returns undefined where it says no id */
export function readOsRelease(text: string): Distribution | undefined {
  const fields = new Map<string, string>();
  for (const line of linesOf(text)) {
    const at = line.indexOf('=');
    const name = line.slice(0, Math.max(at, 0)).trim();
    if (/^[A-Z_]+$/.test(name)) fields.set(name, unquoted(line.slice(at + 1).trim()));
  }
  const read = (name: string, length: number) => fields.get(name)?.slice(0, length) || undefined;
  const { data } = Distribution.safeParse({
    id: fields.get('ID')?.toLowerCase(),
    versionId: read('VERSION_ID', 100),
    prettyName: read('PRETTY_NAME', 200),
  });
  return data;
}

/** One more than may be is enough to see that there are too many. */
function packagesOf(
  paragraphs: Iterable<Fields>,
  read: (fields: Fields) => InstalledPackage | undefined,
): InstalledPackage[] {
  const packages: InstalledPackage[] = [];
  for (const fields of paragraphs) {
    const found = read(fields);
    if (found !== undefined) packages.push(found);
    if (packages.length > MAX_PACKAGES) break;
  }
  return packages;
}

function parsed(fields: Partial<InstalledPackage>): InstalledPackage | undefined {
  const held = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
  return InstalledPackage.safeParse(held).data;
}

type Fields = ReadonlyMap<string, string>;
type ReadLine = (line: string) => readonly [name: string, value: string] | undefined;

/** Only what is read of a database is kept of it. */
const DPKG_FIELDS: ReadonlySet<string> = new Set(['package', 'version', 'architecture', 'source', 'status']);
const APK_FIELDS: ReadonlySet<string> = new Set(['P', 'V', 'A', 'o', 'L']);

/** Lines that go on with the one before are of no interest here. */
const readField: ReadLine = (line) => {
  const at = line.indexOf(':');
  const name = line.slice(0, Math.max(at, 0));
  return /^[!-9;-~]+$/.test(name) ? [name.toLowerCase(), line.slice(at + 1).trim()] : undefined;
};

const readLetter: ReadLine = (line) => (line[1] === ':' ? [line.slice(0, 1), line.slice(2).trim()] : undefined);

/** In a time that grows with the text, and one paragraph at a time: databases come from images, and images from anybody. */
function* paragraphsOf(text: string, read: ReadLine, wanted: ReadonlySet<string>): Generator<Fields> {
  let current = new Map<string, string>();
  for (const line of linesOf(text)) {
    if (line.trim() === '') {
      if (current.size > 0) yield current;
      current = new Map();
      continue;
    }
    const field = read(line);
    if (field !== undefined && wanted.has(field[0]) && !current.has(field[0])) current.set(...field);
  }
  if (current.size > 0) yield current;
}

function* linesOf(text: string): Generator<string> {
  for (let at = 0; at <= text.length; ) {
    const end = text.indexOf('\n', at);
    yield text.slice(at, end < 0 ? text.length : end);
    if (end < 0) return;
    at = end + 1;
  }
}

/** As a shell reads it, as far as values here go. */
function unquoted(value: string): string {
  const [, quote, inner] = /^(["'])(.*)\1$/.exec(value) ?? [];
  return (quote === "'" ? inner : (inner ?? value).replace(/\\(["$`\\])/g, '$1')) ?? '';
}
