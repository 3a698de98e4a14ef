import { z } from 'zod';

const HOST = '[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?';
/** `git@example.com:team/shop.git`, as `git clone` takes it. */
const SCP_LIKE = new RegExp(`^[A-Za-z0-9_][A-Za-z0-9_.-]*@${HOST}:(?![/-])[^\\s:\\\\]+$`);
const SCHEMES = ['https:', 'http:', 'ssh:', 'git:'];
const MAX_LENGTH = 2000;

/** The URL of a Git repository on another machine. Local paths, `file:` and what could be taken for an option are refused. */
export const GitUrl = z
  .string()
  .max(MAX_LENGTH)
  .superRefine((text, context) => {
    const problem = problemOf(text);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });
export type GitUrl = z.infer<typeof GitUrl>;

/** A branch, tag or commit. Grammar: git-check-ref-format, and never an option. */
export const GitRef = z
  .string()
  .max(255)
  .regex(
    /^(?![-/.])(?!.*(?:\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)))[^\s~^:?*[\\\p{Cc}]+(?<![/.])$/u,
    'this is not the name of a branch, a tag or a commit',
  );

/** A path inside a build context or a repository: relative, and never out of it. */
export const ContextPath = z
  .string()
  .min(1)
  .max(1000)
  .regex(
    /^(?![-/])(?!(?:.*\/)?\.\.(?:\/|$))[^\\\p{Cc}]+$/u,
    'a path inside the context: relative, without .. and without a - at its beginning',
  );

function problemOf(text: string): string | undefined {
  if (text.startsWith('-')) return 'a Git URL does not begin with -';
  if (/\s/.test(text)) return 'a Git URL has no white space';
  if (SCP_LIKE.test(text)) return undefined;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'this is not a Git URL; give one like https://example.com/team/shop.git. Paths on a machine are not taken';
  }
  if (!SCHEMES.includes(url.protocol)) return `${url.protocol} is not taken; give a URL with https, http, ssh or git`;
  if (url.hostname === '' || url.hostname.startsWith('-')) return 'the URL names no host';
  const isHttp = url.protocol === 'https:' || url.protocol === 'http:';
  if (url.password !== '' || (isHttp && url.username !== '')) {
    return 'the URL has a password or a token in it, which would be stored and shown; leave it out';
  }
  if (url.search !== '')
    return 'the URL has a query, which may hold a secret and would be stored and shown; leave it out';
  return undefined;
}
