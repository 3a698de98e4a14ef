import type { Messages } from '../../lib/i18n/locales';

/** What the domain's grammar says is wrong with a reference → the key of its translation. */
export const PROBLEM_KEYS: Readonly<Record<string, keyof Messages['pull']['problem']>> = {
  'it contains white space': 'whiteSpace',
  'what follows @ must be sha256: and 64 hex digits': 'digest',
  'a tag has at most 128 letters, digits, underscores, dots or dashes, and begins with none of the last two': 'tag',
  'a repository name is in lower case': 'upperCase',
  'a repository name has lower-case letters and digits, parted by single dots, underscores, dashes or slashes':
    'repository',
  'its name is longer than 255 characters': 'tooLong',
};
