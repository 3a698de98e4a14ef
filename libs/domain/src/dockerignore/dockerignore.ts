import { compilePattern } from './ignore-pattern.js';

interface Rule {
  readonly matches: (path: string) => boolean;
  /** `!` before it: what it matches is kept. */
  readonly keeps: boolean;
}

/**
 * A .dockerignore file, read as docker reads it: of the rules that match a path or one of the folders that it is in, the
 * last decides. Source: moby/patternmatcher, `ignorefile.ReadAll` and `MatchesOrParentMatches`.
 */
export class Dockerignore {
  readonly #rules: readonly Rule[];
  readonly #kept: ReadonlySet<string>;
  /** What each rule says of the folders of the last path: paths of one folder come one after the other. */
  #folder: { path: string; matches: readonly boolean[] } | undefined;

  /**
   * @param kept paths that are never left out: the Dockerfile and the .dockerignore file
   * @throws Error in words for a pattern that is none
   */
  constructor(text: string, kept: readonly string[]) {
    this.#rules = [...rulesOf(text)];
    this.#kept = new Set(kept);
  }

  /** @param path relative to the context, without `.` or `..` in it */
  leavesOut(path: string): boolean {
    if (this.#kept.has(path)) return false;
    const matches = this.#matches(path);
    return this.#rules.reduce((out, { keeps }, rule) => (matches[rule] ? !keeps : out), false);
  }

  /** Of each rule, whether it matches the path or a folder that the path is in. */
  #matches(path: string): readonly boolean[] {
    const slash = path.lastIndexOf('/');
    const above = slash < 0 ? undefined : this.#ofFolder(path.slice(0, slash));
    return this.#rules.map(({ matches }, rule) => above?.[rule] === true || matches(path));
  }

  #ofFolder(path: string): readonly boolean[] {
    if (this.#folder?.path !== path) this.#folder = { path, matches: this.#matches(path) };
    return this.#folder.matches;
  }
}

function* rulesOf(text: string): Generator<Rule> {
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    if (line.startsWith('#') || line.trim() === '') continue;
    const keeps = line.trim().startsWith('!');
    const pattern = clean(
      line
        .trim()
        .slice(keeps ? 1 : 0)
        .trim(),
    );
    if (keeps && pattern === '') throw new Error('! needs a pattern after it');
    yield { keeps, matches: compilePattern(pattern) };
  }
}

/** As Go's filepath.Clean, and without a slash at the beginning: every path is relative to the context. */
function clean(pattern: string): string {
  const parts: string[] = [];
  for (const part of pattern.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/') || (pattern === '' ? '' : '.');
}
