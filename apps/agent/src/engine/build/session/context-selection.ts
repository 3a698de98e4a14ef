import { Dockerignore } from '@roadstead/domain/dockerignore';
import { type ContextFile, type ContextFiles, plainPath } from './context-files.js';

/** Which files of the context BuildKit asks for. Patterns are those of .dockerignore; an empty list says nothing. */
export interface ContextQuestion {
  readonly includes: readonly string[];
  readonly excludes: readonly string[];
  /** Paths that may have patterns and links in them. */
  readonly followPaths: readonly string[];
}

const WILDCARD = /[*?[\\]/;
const ALL = '';

/** The files that are asked for, with the folders that they are in, in their order. @throws Error for a wrong pattern */
export function selectFiles(files: ContextFiles, question: ContextQuestion): readonly ContextFile[] {
  const isIncluded = included(files, question);
  const excluded = matcher(question.excludes);
  const all = files.inOrder();
  const wanted = new Set<string>();
  for (const { path } of all) {
    if (!isIncluded(path) || excluded?.leavesOut(path)) continue;
    for (let end = path.length; end > 0 && !wanted.has(path.slice(0, end)); end = path.lastIndexOf('/', end - 1)) {
      wanted.add(path.slice(0, end));
    }
  }
  return wanted.size === all.length ? all : all.filter(({ path }) => wanted.has(path));
}

function included(files: ContextFiles, { includes, followPaths }: ContextQuestion): (path: string) => boolean {
  const followed = followLinks(files, followPaths);
  const matches = matcher(includes);
  if (matches === undefined && (followed.size === 0 || followed.has(ALL))) return () => true;
  return (path) => matches?.leavesOut(path) === true || isIn(path, followed);
}

/** What these rules match is what they leave out. */
function matcher(patterns: readonly string[]): Dockerignore | undefined {
  return patterns.length === 0 ? undefined : new Dockerignore(patterns.join('\n'), []);
}

/** Whether a path, or a folder that it is in, is one of these. */
function isIn(path: string, paths: ReadonlySet<string>): boolean {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    if (paths.has(path.slice(0, end))) return true;
  }
  return false;
}

/** Where every path that is named leads, and the links on the way. */
function followLinks(files: ContextFiles, paths: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = paths.map(plainPath);
  const seen = new Set<string>();
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const { before, pattern, rest } = splitAtPattern(files, path);
    const { links, end } = files.follow(before);
    for (const link of links) found.add(link);
    if (end === undefined) continue;
    if (pattern === undefined) found.add(end);
    else for (const name of namesLike(files, end, pattern)) waiting.push(plainPath(`${end}/${name}/${rest}`));
  }
  return found;
}

/** Around the first part that is a pattern, and not a name that looks like one. */
function splitAtPattern(files: ContextFiles, path: string) {
  const parts = path.split('/');
  const upTo = (index: number) => parts.slice(0, index).join('/');
  const at = parts.findIndex((part, index) => WILDCARD.test(part) && !isThere(files, upTo(index + 1)));
  if (at < 0) return { before: path, rest: '' };
  return { before: upTo(at), pattern: parts[at], rest: parts.slice(at + 1).join('/') };
}

function isThere(files: ContextFiles, path: string): boolean {
  const { end = path } = files.follow(path);
  return files.get(path) !== undefined || files.get(end) !== undefined;
}

function namesLike(files: ContextFiles, folder: string, pattern: string): string[] {
  const start = folder === '' ? 0 : folder.length + 1;
  const like = matcher([pattern]);
  return files
    .inFolder(folder)
    .map((path) => path.slice(start))
    .filter((name) => like?.leavesOut(name));
}
