import { describe, expect, it } from '@jest/globals';
import { parsePlatform, platformFit, platformOfEngine } from './platform-match.js';

const fits = (image: string, wanted: string) => platformFit(parsePlatform(image), parsePlatform(wanted)) !== undefined;

describe('platforms', () => {
  it('are named as images name them', () => {
    const named = (architecture: string) => platformOfEngine({ osType: 'linux', architecture });
    expect(['x86_64', 'aarch64', 'armv7l', 'ppc64le'].map(named)).toEqual([
      'linux/amd64',
      'linux/arm64',
      'linux/arm/v7',
      'linux/ppc64le',
    ]);
  });

  it('are the same whether the usual variant is said or not', () => {
    expect(fits('linux/arm64/v8', 'linux/arm64')).toBe(true);
    expect(fits('linux/arm64', 'linux/arm64/v8')).toBe(true);
    expect(fits('linux/arm', 'linux/arm/v7')).toBe(true);
  });

  it('run the older variants of ARM, the newest of them best', () => {
    expect(fits('linux/arm/v6', 'linux/arm/v7')).toBe(true);
    expect(fits('linux/arm/v7', 'linux/arm/v6')).toBe(false);
    const fit = (image: string) => platformFit(parsePlatform(image), parsePlatform('linux/arm/v7')) ?? -1;
    expect(fit('linux/arm/v7')).toBeGreaterThan(fit('linux/arm/v6'));
    expect(fit('linux/arm/v6')).toBeGreaterThan(fit('linux/arm/v5'));
  });

  it('run nothing of another system or machine, nor what asks for more of the processor', () => {
    expect(fits('windows/amd64', 'linux/amd64')).toBe(false);
    expect(fits('linux/arm64', 'linux/amd64')).toBe(false);
    expect(fits('linux/amd64/v3', 'linux/amd64')).toBe(false);
  });
});
