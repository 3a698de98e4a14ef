import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { adviseDockerfile } from '../advise-dockerfile.js';
import { applyFix } from '../apply-fix.js';

const FOLDER = import.meta.dirname;
const read = (name: string) => readFileSync(join(FOLDER, `${name}.dockerfile`), 'utf8');

/** What is said of each file, as `line rule`, in the order of the text. */
const EXPECTED: Readonly<Record<string, readonly string[]>> = {
  'alpine-static': [],
  broken: [
    '1 first-not-from',
    '2 unknown-instruction',
    '3 unused-stage',
    '4 missing-argument',
    '5 unknown-flag',
    '6 copy-from-unknown-name',
    '7 bad-port',
    '8 bad-pair',
    '9 shell-needs-exec-form',
    '10 onbuild-forbidden',
    '11 runs-as-root',
    '11 duplicate-stage',
    '12 package-cache',
    '13 empty-continuation',
    '15 unterminated-heredoc',
  ],
  'go-scratch': [],
  heredocs: [],
  'java-maven': ['1 runs-as-root', '3 cd-in-run', '3 build-tools-shipped', '4 bad-port', '5 malformed-exec-form'],
  'node-good': [],
  'node-naive': [
    '1 runs-as-root',
    '1 smaller-base',
    '1 unpinned-base',
    '2 relative-workdir',
    '3 copy-before-install',
    '4 merge-runs',
    '4 package-cache',
    '5 build-tools-shipped',
    '6 legacy-pair',
    '7 secret-in-file',
    '9 shell-form',
  ],
  'python-pip': [
    '1 runs-as-root',
    '1 smaller-base',
    '3 copy-before-install',
    '4 package-cache',
    '6 shell-form',
    '7 entrypoint-ignores-cmd',
  ],
  'tutorial-httpd': [
    '1 runs-as-root',
    '1 unpinned-base',
    '2 maintainer-deprecated',
    '3 merge-runs',
    '3 apt-update-alone',
    '4 apt-recommends',
    '4 package-cache',
    '5 add-for-copy',
    '7 only-last-counts',
    '8 shell-form',
  ],
  windows: [],
};

const adviceOn = (text: string) => adviseDockerfile(text).map(({ rule, range }) => `${range.startLine} ${rule}`);
const errorsIn = (text: string) => adviseDockerfile(text).filter(({ severity }) => severity === 'error').length;

describe('the corpus of Dockerfiles', () => {
  it('has an expectation for each file', () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.dockerfile'));
    expect(files.map((name) => name.replace('.dockerfile', '')).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it.each(Object.keys(EXPECTED))('advises on %s as expected', (name) => {
    expect(adviceOn(read(name))).toEqual(EXPECTED[name]);
  });

  it.each(Object.keys(EXPECTED))('fixes of %s each take their advice away and bring no error', (name) => {
    const text = read(name);
    for (const { rule, fix } of adviseDockerfile(text)) {
      if (fix === undefined) continue;
      const fixed = applyFix(text, fix);
      const countIn = (of: string) => adviseDockerfile(of).filter((advice) => advice.rule === rule).length;
      expect(countIn(fixed)).toBeLessThan(countIn(text));
      expect(errorsIn(fixed)).toBeLessThanOrEqual(errorsIn(text));
    }
  });
});
