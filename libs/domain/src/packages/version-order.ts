import { compareApkVersions, hasApkRevision, withoutApkRevision } from './apk-version.js';
import { compareDpkgVersions, hasDpkgRevision, withoutDpkgRevision } from './dpkg-version.js';
import type { Ecosystem } from './package.js';
import { compareRpmVersions, hasRpmRelease, withoutRpmRelease } from './rpm-version.js';

interface Rules {
  /** A total order; negative: the first is the older. */
  readonly compare: (a: string, b: string) => number;
  /** Whether it names the revision of the distribution's packaging. */
  readonly hasRevision: (version: string) => boolean;
  readonly withoutRevision: (version: string) => string;
}

const RULES: Record<Ecosystem, Rules> = {
  dpkg: { compare: compareDpkgVersions, hasRevision: hasDpkgRevision, withoutRevision: withoutDpkgRevision },
  apk: { compare: compareApkVersions, hasRevision: hasApkRevision, withoutRevision: withoutApkRevision },
  rpm: { compare: compareRpmVersions, hasRevision: hasRpmRelease, withoutRevision: withoutRpmRelease },
};

/** By the distribution's own rules. Negative: `a` is the older. */
export function compareVersions(ecosystem: Ecosystem, a: string, b: string): number {
  return RULES[ecosystem].compare(a, b);
}

/**
 * How an installed version is to one that somebody asks for. One without a revision of the packaging stands for every
 * packaging of the upstream version, as in rpm's dependencies: `3.0.14-1` is then neither newer nor older than `3.0.14`.
 */
export function compareToWanted(ecosystem: Ecosystem, installed: string, wanted: string): number {
  const { compare, hasRevision, withoutRevision } = RULES[ecosystem];
  return hasRevision(wanted)
    ? compare(installed, wanted)
    : compare(withoutRevision(installed), withoutRevision(wanted));
}
