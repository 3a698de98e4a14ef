import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Ecosystem } from './package.js';
import { compareToWanted, compareVersions } from './version-order.js';

/** Cases that the distributions' own test suites have: apk-tools' version.data, rpm's rpmvercmp.at, dpkg's t-version.c. */
const KNOWN: Record<Ecosystem, string> = {
  dpkg: `0:1 = 1; 0 = 0-0; 1 < 2:0; 0a < 0b; 1.0~rc1 < 1.0; 1.0~~ < 1.0~~a; 1.0~~a < 1.0~; 1.0~ < 1.0; 1.0 < 1.0a; 1.0a < 1.0+b
    3.0.14-1~deb12u1 < 3.0.14-1; 3.0.9-1 < 3.0.11-1; 1.2.3-1 < 1.2.3-1.1; 1.2.3-9 < 1.2.3-10; 1.0-0 = 1.0; 1.001 = 1.1; 1.0-1 < 1.0-1+b1
    1:0.4 > 10.3; 1.0.4-1 > 1.0.4~beta5-1; 1.2.2-1 > 1.2-1; 2a-b-1 > 2a-a-9; 0.99999999999999999999 > 0.1`,
  apk: `2.34 > 0.1.0_alpha; 0.1.0_alpha2 > 0.1.0_alpha; 1.0.4-r3 < 1.0.4-r4; 1.1 > 1.1_alpha1; 1.3_alpha < 1.3_alpha2; 2.3.0b-r1 < 2.3.0b-r2
    0.13_beta5 > 0.9.12; 3.1_p16 < 3.1_p17; 3.1_p17 > 1.06-r6; 1.06-r6 < 006; 1.02 < 1.03-r1; 1.2.07.8 < 1.2.12.04; 02.08.01b < 4.77
    0.7.3-r2 > 0.7.3; 1.0_p10-r0 > 1.0_p9-r0; 0.1.0_alpha_pre2 < 0.1.0_alpha; 1.3_pre1-r1 < 1.3.2; 1.0.0_pre20191002222144-r0 < 1.0.0_pre20210530193627-r0
    0.3.4_pre20061029 < 0.4.0; 4.5_p1-r1 > 4.5_p1; 0.9.8c-r1 < 0.9.8d; 1.7 < 1.7b; 0.98 < 1.00; 2.5.1-r8 < 2.5.1a-r1; 1.0_rc1 < 1.0_cvs; 1.0_git < 1.0_p`,
  rpm: `1.0 = 1.0; 2.0.1a > 2.0.1; 5.5p1 < 5.5p10; 10xyz < 10.1xyz; xyz.4 < 8; 6.0.rc1 > 6.0; 10b2 > 10a1; 1.0a < 1.0aa; 10.0001 = 10.1
    10.0001 < 10.0039; 4.999.9 < 5.0; 2_0 = 2.0; a+ = a_; 1.0~rc1 < 1.0; 1.0~rc1~git123 < 1.0~rc1; 1.0^ > 1.0; 1.0^git1 < 1.0^git2
    2.0 > 1.0; 2.0.1 = 2.0.1; 2.0 < 2.0.1; 2.0.1a = 2.0.1a; 5.5p1 = 5.5p1; 5.5p1 < 5.5p2; 5.5p10 = 5.5p10; 10xyz = 10xyz; 10.1xyz > 10xyz
    xyz10 = xyz10; xyz10 < xyz10.1; xyz.4 = xyz.4; xyz.4 < 2; 5.5p2 < 5.6p1; 5.6p1 < 6.5p1; 6.0.rc1 = 6.0.rc1; 6.0 < 6.0.rc1; 10a1 < 10b2; 10a2 = 10a2
    1.0aa > 1.0a; 10.0001 > 10; 4.999.9 > 4.999; 20101121 > 20101120; 2_0 = 2_0; a = a; a+ = a+; a_ = a_; + = _; _+ = +_; _ = +; 1.0~rc1 = 1.0~rc1
    1.0 > 1.0~rc1; 1.0~rc1 < 1.0~rc2; 1.0~rc1~git123 = 1.0~rc1~git123; 1.0^ = 1.0^; 1.0^git1 = 1.0^git1; 1.0^git1 > 1.0; 1.0^20160101 = 1.0^20160101
    1.0^20160102 > 1.0^20160101^git1; 1.0~rc1^git1 = 1.0~rc1^git1; 1.0^git1 > 1.0^git1~pre; 1.0~rc1^git1 < 1.0; 0:1.0 = 1.0; 1.0 < 1.0-1
    1.0^git1 < 1.01; 1.0^20160101 < 1.0.1; 1.0~rc1^git1 > 1.0~rc1; 1.0^git1~pre < 1.0^git1; 1:1.0-1 > 2.0-1; 3.0.7-18.el9_2 < 3.0.7-27.el9`,
};

const cases = Ecosystem.options.flatMap((ecosystem) =>
  KNOWN[ecosystem].split(/;|\n/).map((line) => {
    const [a = '', sign = '', b = ''] = line.trim().split(' ');
    return { ecosystem, a, sign, b };
  }),
);

const sign = (order: number) => (order === 0 ? '=' : order < 0 ? '<' : '>');

/** Texts of the characters that versions are made of, so that many of them share a beginning. */
const ALPHABET: Record<Ecosystem, string[]> = {
  dpkg: ['0', '1', '2', '10', '00', '.', '~', '+', 'a', 'b', 'z', '-', ':', 'rc'],
  apk: ['0', '1', '2', '10', '05', '.', 'a', '_rc', '_p', '_git', '_alpha', '-r', '~a1'],
  rpm: ['0', '1', '2', '10', '00', '.', '~', '^', 'a', 'b', '_', 'rc', '-', ':'],
};
const versions = (ecosystem: Ecosystem) =>
  fc.array(fc.constantFrom(...ALPHABET[ecosystem]), { maxLength: 7 }).map((parts) => `1${parts.join('')}`);

describe('order of versions', () => {
  it.each(cases)('$ecosystem: $a $sign $b', ({ ecosystem, a, sign: expected, b }) => {
    expect(sign(compareVersions(ecosystem, a, b))).toBe(expected);
    expect(sign(compareVersions(ecosystem, b, a))).toBe({ '<': '>', '>': '<', '=': '=' }[expected]);
  });

  it.each(Ecosystem.options)('is total, whatever the versions: %s', (ecosystem) => {
    const version = versions(ecosystem);
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        const order = (x: string, y: string) => Math.sign(compareVersions(ecosystem, x, y));
        expect(order(a, a)).toBe(0);
        expect(order(a, b) + order(b, a)).toBe(0);
        if (order(a, b) <= 0 && order(b, c) <= 0) expect(order(a, c)).toBeLessThanOrEqual(0);
        if (order(a, b) === 0) expect(order(a, c)).toBe(order(b, c));
      }),
      { numRuns: 3000 },
    );
  });

  it('is that of the real dpkg', async () => {
    if (!(await isInstalled('dpkg'))) return;
    const valid = versions('dpkg').filter(isDebianVersion);
    const pairs = fc.sample(fc.tuple(valid, valid), 150);
    const orders = pairs.map(([a, b]) => sign(compareVersions('dpkg', a, b)));
    const dpkg = await Promise.all(pairs.map(([a, b]) => dpkgOrder(a, b)));
    expect(pairs.map(([a, b], at) => `${a} ${orders[at]} ${b}`)).toEqual(
      pairs.map(([a, b], at) => `${a} ${dpkg[at]} ${b}`),
    );
  });

  it('is that of the real rpm', async () => {
    if (!(await isInstalled('rpm'))) return;
    // Parts of a version: rpm's own function knows neither epoch nor release.
    const part = versions('rpm').filter((version) => !/[:-]/.test(version));
    const pairs = fc.sample(fc.tuple(part, part), 300);
    const script = pairs.map(([a, b]) => `print(rpm.vercmp("${a}", "${b}"), " ")`).join(' ');
    const { stdout } = await run('rpm', ['--eval', `%{lua: ${script}}`]);
    const signs: Record<string, string> = { '-1': '<', '0': '=', '1': '>' };
    const orders = stdout
      .trim()
      .split(/\s+/)
      .map((order) => signs[order]);
    expect(pairs.map(([a, b]) => `${a} ${sign(compareVersions('rpm', a, b))} ${b}`)).toEqual(
      pairs.map(([a, b], at) => `${a} ${orders[at]} ${b}`),
    );
  });

  it('leaves the revision of the packaging out where nobody asks for one', () => {
    expect(sign(compareToWanted('dpkg', '3.0.14-1~deb12u1', '3.0.14'))).toBe('=');
    expect(sign(compareToWanted('dpkg', '3.0.14-1~deb12u1', '3.0.14-1'))).toBe('<');
    expect(sign(compareToWanted('apk', '3.1.4-r5', '3.1.4'))).toBe('=');
    expect(sign(compareToWanted('apk', '3.1.4-r5', '3.1.4-r6'))).toBe('<');
    expect(sign(compareToWanted('rpm', '1:3.0.7-27.el9', '1:3.0.7'))).toBe('=');
  });

  it('leaves the epoch out where nobody asks for one', () => {
    expect(sign(compareToWanted('rpm', '1:3.0.7-27.el9', '3.0.15'))).toBe('<');
    expect(sign(compareToWanted('rpm', '1:3.0.7-27.el9', '0:3.0.15'))).toBe('>');
    expect(sign(compareToWanted('dpkg', '2:9.0.1378-2', '9.0.1378-3'))).toBe('<');
    expect(sign(compareToWanted('dpkg', '2:9.0.1378-2', '1:9.0.1378'))).toBe('>');
  });
});

const run = promisify(execFile);

function isInstalled(program: string): Promise<boolean> {
  return run(program, ['--version']).then(
    () => true,
    () => false,
  );
}

/** What dpkg takes without a warning: one colon at most, behind digits; a revision that is not empty. */
function isDebianVersion(version: string): boolean {
  return /^(?:\d{1,5}:)?\d[0-9A-Za-z.+~-]*$/.test(version) && !/-$/.test(version);
}

async function dpkgOrder(a: string, b: string): Promise<string> {
  const holds = (operator: string) =>
    run('dpkg', ['--compare-versions', a, operator, b]).then(
      () => true,
      () => false,
    );
  const [isLess, isEqual] = await Promise.all([holds('lt'), holds('eq')]);
  return isEqual ? '=' : isLess ? '<' : '>';
}
