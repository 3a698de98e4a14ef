import { compareApkVersions, hasApkRevision, withoutApkRevision } from './apk-version.js';
import { compareDpkgVersions, hasDpkgRevision, withoutDpkgRevision } from './dpkg-version.js';
import type { Ecosystem } from './package.js';
import { compareRpmVersions, hasRpmRelease, withoutRpmRelease } from './rpm/rpm-version.js';

interface Rules {
  /** A total order; negative: the first is the older. */
  readonly compare: (a: string, b: string) => number;
  /** Whether it names the revision of the distribution's packaging. */
  readonly hasRevision: (version: string) => boolean;
  readonly withoutRevision: (version: string) => string;
  readonly hasEpoch: boolean;
}

const RULES: Record<Ecosystem, Rules> = {
  dpkg: {
    compare: compareDpkgVersions,
    hasRevision: hasDpkgRevision,
    withoutRevision: withoutDpkgRevision,
    hasEpoch: true,
  },
  apk: {
    compare: compareApkVersions,
    hasRevision: hasApkRevision,
    withoutRevision: withoutApkRevision,
    hasEpoch: false,
  },
  rpm: { compare: compareRpmVersions, hasRevision: hasRpmRelease, withoutRevision: withoutRpmRelease, hasEpoch: true },
};

/** By the distribution's own rules. Negative: `a` is the older. */
export function compareVersions(ecosystem: Ecosystem, a: string, b: string): number {
  return RULES[ecosystem].compare(a, b);
}

/** Of a version: `2:9.0` has the epoch 2. */
const EPOCH = /^\d*:/;

/**
 * How an installed version is to one that somebody asks for. One without a revision of the packaging stands for every
 * packaging of the upstream version, as in rpm's dependencies: `3.0.14-1` is then neither newer nor older than `3.0.14`. One
 * without an epoch stands for every epoch: it is the upstream's version that advisories name, and `1:3.0.7` is older than
 * `3.0.15` to whoever asks for that.
 */
export function compareToWanted(ecosystem: Ecosystem, installed: string, wanted: string): number {
  const { compare, hasRevision, withoutRevision, hasEpoch } = RULES[ecosystem];
  const have = hasEpoch && !EPOCH.test(wanted) ? installed.replace(EPOCH, '') : installed;
  return hasRevision(wanted) ? compare(have, wanted) : compare(withoutRevision(have), withoutRevision(wanted));
}
