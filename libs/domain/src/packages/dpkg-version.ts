import { compareDigits } from './natural.js';

interface DpkgVersion {
  readonly epoch: string;
  readonly upstream: string;
  readonly revision: string;
}

/** Order of Debian's versions. Source: Debian Policy 5.6.12. */
export function compareDpkgVersions(a: string, b: string): number {
  const [one, two] = [parse(a), parse(b)];
  return (
    compareDigits(one.epoch, two.epoch) ||
    compareParts(one.upstream, two.upstream) ||
    compareParts(one.revision, two.revision)
  );
}

/** Whether a version names the revision of its packaging; one without stands for every packaging of the upstream version. */
export function hasDpkgRevision(version: string): boolean {
  return version.includes('-');
}

export function withoutDpkgRevision(version: string): string {
  const { epoch, upstream } = parse(version);
  return `${epoch}:${upstream}`;
}

function parse(version: string): DpkgVersion {
  const colon = version.indexOf(':');
  const rest = version.slice(colon + 1);
  const dash = rest.lastIndexOf('-');
  return {
    epoch: colon < 0 ? '0' : version.slice(0, colon),
    upstream: dash < 0 ? rest : rest.slice(0, dash),
    revision: dash < 0 ? '' : rest.slice(dash + 1),
  };
}

/** Runs of others and of digits in turn; what is not there is an empty run. */
function compareParts(a: string, b: string): number {
  const [one, two] = [runs(a), runs(b)];
  for (let at = 0; at < Math.max(one.length, two.length); at += 1) {
    const [left, right] = [one[at] ?? '', two[at] ?? ''];
    const order = at % 2 === 0 ? compareOthers(left, right) : compareDigits(left, right);
    if (order !== 0) return order;
  }
  return 0;
}

/** @returns others, digits, others … */
function runs(text: string): string[] {
  return [...text.matchAll(/(\D*)(\d*)/g)].flatMap(([, others = '', digits = '']) => [others, digits]);
}

function compareOthers(a: string, b: string): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const order = weight(a[at]) - weight(b[at]);
    if (order !== 0) return order;
  }
  return 0;
}

/** A tilde comes before the end, the end before letters, letters before all else. */
function weight(character: string | undefined): number {
  if (character === '~') return -1;
  if (character === undefined) return 0;
  const code = character.charCodeAt(0);
  return /[A-Za-z]/.test(character) ? code : code + 256;
}
