import { compareDigits, compareText } from '../natural.js';

/** Order of rpm's versions, `epoch:version-release`. Source: rpm-version(7). */
export function compareRpmVersions(a: string, b: string): number {
  const [one, two] = [parse(a), parse(b)];
  return (
    compareDigits(one.epoch, two.epoch) ||
    compareRpmParts(one.version, two.version) ||
    compareRpmParts(one.release, two.release)
  );
}

export function hasRpmRelease(version: string): boolean {
  return version.includes('-');
}

export function withoutRpmRelease(text: string): string {
  const { epoch, version } = parse(text);
  return `${epoch}:${version}`;
}

function parse(text: string) {
  const [, epoch = '0', version = '', release = ''] = /^(?:(\d*):)?([^-]*)(?:-(.*))?$/s.exec(text) ?? [];
  return { epoch, version, release };
}

/** rpmvercmp: runs of digits and of letters in turn; what is neither only parts them, but for `~` and `^`. */
export function compareRpmParts(a: string, b: string): number {
  const [one, two] = [segments(a), segments(b)];
  for (let at = 0; ; at += 1) {
    const [left, right] = [one[at], two[at]];
    if (left === right) {
      if (left === undefined) return 0;
      continue;
    }
    const order = compareSegments(left, right);
    if (order !== 0) return order;
  }
}

function segments(text: string): string[] {
  return text.match(/~|\^|\d+|[A-Za-z]+/g) ?? [];
}

/** Absent: the end. `~` is before it, and it before all else, `^` first; letters are before digits. */
function compareSegments(left: string | undefined, right: string | undefined): number {
  const order = segmentRank(left) - segmentRank(right);
  if (order !== 0 || left === undefined || right === undefined) return order;
  return /^\d/.test(left) ? compareDigits(left, right) : compareText(left, right);
}

function segmentRank(segment: string | undefined): number {
  if (segment === '~') return 0;
  if (segment === undefined) return 1;
  if (segment === '^') return 2;
  return /^\d/.test(segment) ? 4 : 3;
}
