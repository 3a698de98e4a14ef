import { defineRule } from '../rule.js';
import { type BaseImage, baseImageOf } from './base-image.js';

const VERSION = '\\d+(?:\\.\\d+)*';
const DEBIAN = '(?:buster|bullseye|bookworm|trixie)';

/**
 * Docker's official images that have a smaller variant for the very same version. `full` matches the tags of the large
 * one; `small` is the tag of the small one.
 */
const VARIANTS: readonly { repositories: readonly string[]; full: RegExp; small: string }[] = [
  { repositories: ['debian'], full: new RegExp(`^(${VERSION}|${DEBIAN}|stable)$`), small: '$1-slim' },
  { repositories: ['node'], full: new RegExp(`^(${VERSION}(?:-${DEBIAN})?|lts|${DEBIAN})$`), small: '$1-slim' },
  {
    repositories: ['python', 'ruby', 'rust', 'perl'],
    full: new RegExp(`^(${VERSION})(-${DEBIAN})?$`),
    small: '$1-slim$2',
  },
  { repositories: ['golang'], full: new RegExp(`^(${VERSION})(?:-${DEBIAN})?$`), small: '$1-alpine' },
  { repositories: ['eclipse-temurin'], full: new RegExp(`^(${VERSION})-jdk$`), small: '$1-jre' },
];
/** Stands in for no tag and for `latest`, which have no slim counterpart of the same name. */
const DEFAULT_TAGS: Readonly<Record<string, string>> = {
  debian: 'stable-slim',
  node: 'lts-slim',
  python: 'slim',
  ruby: 'slim',
  rust: 'slim',
  perl: 'slim',
  golang: 'alpine',
};

export const smallerBase = defineRule<{ image: string; smaller: string }>({
  id: 'smaller-base',
  severity: 'hint',
  message: ({ image, smaller }) =>
    `${image} has a smaller sibling, ${smaller}, with fewer packages to update. Try it; packages that your program misses then have to be installed by name.`,
  *find(file) {
    const bottom = file.shippedStages.at(-1);
    const image = bottom && baseImageOf(bottom, file);
    const tag = image && smallerTag(image);
    if (image === undefined || tag === undefined) return;
    yield { span: image.word.span, values: { image: image.reference, smaller: `${image.repository}:${tag}` } };
  },
});

function smallerTag({ repository, tag = 'latest', digest }: BaseImage): string | undefined {
  if (digest !== undefined) return undefined;
  if (tag === 'latest') return DEFAULT_TAGS[repository];
  const variant = VARIANTS.find(({ repositories, full }) => repositories.includes(repository) && full.test(tag));
  return variant && tag.replace(variant.full, variant.small);
}
