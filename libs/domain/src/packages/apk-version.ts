import { compareDigits, compareText } from './natural.js';

/** Before and after the version that they are appended to. Source: apk-package(5), "package version". */
const BEFORE = ['alpha', 'beta', 'pre', 'rc'];
const AFTER = ['cvs', 'svn', 'git', 'hg', 'p'];

/** What may follow a version that is otherwise the same: the earlier in this list, the greater. */
const RANK = { first: 0, digits: 1, letter: 2, suffix: 3, suffixNumber: 4, hash: 5, revision: 6, end: 7, invalid: 8 };
type Kind = keyof typeof RANK;

interface Token {
  readonly kind: Kind;
  readonly text: string;
}

const NUMBER = /^\d+/;
const SUFFIX = new RegExp(`^_(${[...BEFORE, ...AFTER].join('|')})`);

/** Order of Alpine's versions: `1.2.3a_rc1_git20240101~abc123-r4`. What is not of that form ends there. */
export function compareApkVersions(a: string, b: string): number {
  const [one, two] = [tokensOf(a), tokensOf(b)];
  for (let at = 0; ; at += 1) {
    // Both end with a token of their own, and differ or are equal there.
    const [left, right] = [one[at], two[at]];
    if (left === undefined || right === undefined) return 0;
    if (left.kind !== right.kind) return compareKinds(left, right);
    const order = compareTokens(left, right);
    if (order !== 0) return order;
  }
}

export function hasApkRevision(version: string): boolean {
  return /-r\d+$/.test(version);
}

export function withoutApkRevision(version: string): string {
  return version.replace(/-r\d+$/, '');
}

function tokensOf(version: string): Token[] {
  const tokens: Token[] = [];
  let rest = version;
  let kind = 'first' as Kind;
  const take = (next: Kind, pattern: RegExp, from = 0): boolean => {
    const found = pattern.exec(rest.slice(from));
    if (found === null) return false;
    tokens.push({ kind: next, text: found[1] ?? found[0] });
    rest = rest.slice(from + found[0].length);
    kind = next;
    return true;
  };
  take('first', NUMBER);
  while (rest !== '') {
    const isNumber = kind === 'first' || kind === 'digits';
    const taken =
      (isNumber && rest.startsWith('.') && take('digits', NUMBER, 1)) ||
      (isNumber && take('letter', /^[a-z]/)) ||
      (kind === 'suffix' && take('suffixNumber', NUMBER)) ||
      (RANK[kind] <= RANK.suffixNumber && take('suffix', SUFFIX)) ||
      (RANK[kind] <= RANK.suffixNumber && take('hash', /^~([0-9a-f]+)/)) ||
      (RANK[kind] < RANK.revision && take('revision', /^-r(\d+)/));
    if (taken === false) {
      tokens.push({ kind: 'invalid', text: rest });
      return tokens;
    }
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
}

function compareTokens({ kind, text }: Token, other: Token): number {
  if (kind === 'suffix') return suffixOrder(text) - suffixOrder(other.text);
  if (kind === 'hash' || kind === 'invalid' || kind === 'letter') return compareText(text, other.text);
  // Behind the first point a leading zero makes it a fraction: 1.02 is before 1.1.
  if (kind === 'digits' && (text.startsWith('0') || other.text.startsWith('0'))) return compareText(text, other.text);
  return compareDigits(text, other.text);
}

function compareKinds(one: Token, two: Token): number {
  if (isBefore(one)) return -1;
  if (isBefore(two)) return 1;
  return RANK[two.kind] - RANK[one.kind];
}

function isBefore({ kind, text }: Token): boolean {
  return kind === 'suffix' && BEFORE.includes(text);
}

function suffixOrder(suffix: string): number {
  const before = BEFORE.indexOf(suffix);
  return before < 0 ? AFTER.indexOf(suffix) : before - BEFORE.length;
}
