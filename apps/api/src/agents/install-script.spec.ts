import { describe, expect, it } from '@jest/globals';
import { installScript } from './install-script.js';

describe('installScript', () => {
  it('names the address that it was asked at', () => {
    expect(installScript('https://fleet.example:8420')).toContain("url='https://fleet.example:8420'");
  });

  it.each(["http://x'; rm -rf /; '", 'http://x$(id)', 'http://x`id`', 'http://x\ny', 'javascript:x', 'http://x y'])(
    'refuses %j, which a shell would read as more than an address',
    (base) => {
      expect(() => installScript(base)).toThrow('not an address');
    },
  );

  it('never prints the token', () => {
    const printed = installScript('http://x')
      .split('\n')
      .filter((line) => /\b(say|fail|echo)\b/.test(line));
    expect(
      printed.filter((line) => line.includes('$token') && !line.includes('case') && !line.startsWith('[')),
    ).toEqual([]);
  });
});
