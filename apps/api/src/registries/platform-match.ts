/** `os/architecture[/variant]`, taken apart. */
export interface PlatformParts {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** What `docker info` calls a machine, and what images call it. */
const MACHINES: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  aarch64: 'arm64',
  armv8l: 'arm/v8',
  armv7l: 'arm/v7',
  armv6l: 'arm/v6',
  i386: '386',
  i686: '386',
};

/** The platform of a host, of its engine's facts. */
export function platformOfEngine({ osType, architecture }: { osType: string; architecture: string }): string {
  return `${osType}/${MACHINES[architecture] ?? architecture}`;
}

export function parsePlatform(platform: string): PlatformParts {
  const [os = '', architecture = '', variant] = platform.split('/');
  return { os, architecture, variant };
}

/**
 * How well an image of one platform runs on another: the higher the better, undefined where it does not. A newer variant
 * of ARM runs an older one; else a variant must be the same.
 */
export function platformFit(image: PlatformParts, wanted: PlatformParts): number | undefined {
  if (image.os !== wanted.os || image.architecture !== wanted.architecture) return undefined;
  const [has, takes] = [variantNumber(image), variantNumber(wanted)];
  if (has === takes) return Number.MAX_SAFE_INTEGER;
  return image.architecture === 'arm' && has < takes ? has : undefined;
}

/** The one that fits best; what does not say its platform fits none. */
export function bestFitting<T>(
  all: readonly T[],
  platformOf: (one: T) => PlatformParts | undefined,
  wanted: PlatformParts,
): T | undefined {
  const fitting = all.flatMap((one) => {
    const platform = platformOf(one);
    const fit = platform && platformFit(platform, wanted);
    return fit === undefined ? [] : [{ one, fit }];
  });
  return fitting.sort((a, b) => b.fit - a.fit)[0]?.one;
}

/** As engines take it where nothing is said. */
const DEFAULT_VARIANTS: Readonly<Record<string, number>> = { arm64: 8, arm: 7, amd64: 1 };

function variantNumber({ architecture, variant }: PlatformParts): number {
  return variant === undefined || variant === ''
    ? (DEFAULT_VARIANTS[architecture] ?? 0)
    : Number(variant.replace(/^v/, ''));
}
