import { Distribution, InstalledPackage } from './package.js';

/** Of `dpkg --status`: states in which nothing of a package is installed. */
const ABSENT_STATES = new Set(['not-installed', 'config-files']);

/**
 * `/var/lib/dpkg/status`, or one file of distroless images' `status.d`, which have no field of the state. Entries without
 * a name or a version are left out.
 */
export function readDpkgStatus(text: string): InstalledPackage[] {
  return paragraphsOf(text, readField).flatMap((fields) => {
    const state = fields.get('status')?.split(/\s+/).at(-1);
    if (state !== undefined && ABSENT_STATES.has(state)) return [];
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
  return paragraphsOf(text, readLetter).flatMap((fields) => {
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
  for (const line of text.split('\n')) {
    const [, name, value = ''] = /^\s*([A-Z_]+)=(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined) fields.set(name, unquoted(value));
  }
  const read = (name: string, length: number) => fields.get(name)?.slice(0, length) || undefined;
  const { data } = Distribution.safeParse({
    id: fields.get('ID')?.toLowerCase(),
    versionId: read('VERSION_ID', 100),
    prettyName: read('PRETTY_NAME', 200),
  });
  return data;
}

function parsed(fields: Partial<InstalledPackage>): InstalledPackage[] {
  const held = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''));
  const { data } = InstalledPackage.safeParse(held);
  return data === undefined ? [] : [data];
}

type ReadLine = (line: string) => readonly [name: string, value: string] | undefined;

/** Lines that go on with the one before are of no interest here. */
const readField: ReadLine = (line) => {
  const [, name, value = ''] = /^([!-9;-~]+):[ \t]*(.*?)\s*$/.exec(line) ?? [];
  return name === undefined ? undefined : [name.toLowerCase(), value];
};

const readLetter: ReadLine = (line) => (line[1] === ':' ? [line.slice(0, 1), line.slice(2).trim()] : undefined);

function paragraphsOf(text: string, read: ReadLine): Map<string, string>[] {
  const paragraphs: Map<string, string>[] = [];
  let current = new Map<string, string>();
  const end = () => {
    if (current.size > 0) paragraphs.push(current);
    current = new Map();
  };
  for (const line of text.split('\n')) {
    if (line.trim() === '') {
      end();
      continue;
    }
    const field = read(line);
    if (field !== undefined && !current.has(field[0])) current.set(...field);
  }
  end();
  return paragraphs;
}

/** As a shell reads it, as far as values here go. */
function unquoted(value: string): string {
  const [, quote, inner] = /^(["'])(.*)\1$/.exec(value) ?? [];
  return (quote === "'" ? inner : (inner ?? value).replace(/\\(["$`\\])/g, '$1')) ?? '';
}
