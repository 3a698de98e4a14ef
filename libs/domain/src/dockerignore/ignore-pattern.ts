/**
 * One pattern of a .dockerignore file, as moby's patternmatcher reads it. It is not turned into a regular expression of
 * JavaScript, whose time may grow without bounds with a pattern made for that: here it is at most the product of the lengths
 * of pattern and path.
 */
type Token =
  | { readonly type: 'text'; readonly text: string }
  /** `*`: any characters but `/`. */
  | { readonly type: 'segment' }
  /** `**` with or without a `/` after it: nothing, or any number of whole folders. */
  | { readonly type: 'folders' }
  /** `**` at the end: anything. */
  | { readonly type: 'rest' }
  /** `?` or `[…]`: one character. */
  | { readonly type: 'one'; readonly matches: (character: string) => boolean };

/** @throws Error in words for a pattern that is none */
export function compilePattern(pattern: string): (path: string) => boolean {
  const tokens = [...tokensOf(pattern)];
  const [first, second] = tokens;
  if (tokens.length === 1 && first?.type === 'text') return (path) => path === first.text;
  // `**/name` and `**name`: moby compares the end of the path.
  if (tokens.length === 2 && first?.type === 'folders' && second?.type === 'text') {
    const suffix = pattern.startsWith('**/') ? `/${second.text}` : second.text;
    return (path) => path.endsWith(suffix) || path === second.text;
  }
  return (path) => matchesFrom({ tokens, path, failed: new Set() }, 0, 0);
}

interface Match {
  readonly tokens: readonly Token[];
  readonly path: string;
  /** Pairs of token and position that were tried in vain. */
  readonly failed: Set<number>;
}

function matchesFrom(match: Match, token: number, at: number): boolean {
  const key = token * (match.path.length + 1) + at;
  if (match.failed.has(key)) return false;
  const matched = tryFrom(match, token, at);
  if (!matched) match.failed.add(key);
  return matched;
}

function tryFrom(match: Match, index: number, at: number): boolean {
  const { tokens, path } = match;
  const token = tokens[index];
  const goesOn = (from: number) => matchesFrom(match, index + 1, from);
  switch (token?.type) {
    case undefined:
      return at === path.length;
    case 'rest':
      return true;
    case 'text':
      return path.startsWith(token.text, at) && goesOn(at + token.text.length);
    case 'one':
      return at < path.length && token.matches(path.charAt(at)) && goesOn(at + 1);
    case 'segment':
      for (let end = at; ; end += 1) {
        if (goesOn(end)) return true;
        if (end >= path.length || path[end] === '/') return false;
      }
    case 'folders':
      for (let start = at; ; ) {
        if (goesOn(start)) return true;
        const slash = path.indexOf('/', start);
        if (slash < 0) return false;
        start = slash + 1;
      }
  }
}

function* tokensOf(pattern: string): Generator<Token> {
  let text = '';
  for (let at = 0; at < pattern.length; ) {
    const special = readSpecial(pattern, at);
    if (typeof special === 'string') {
      text += special;
      at += special === pattern[at] ? 1 : 2;
      continue;
    }
    if (text !== '') yield { type: 'text', text };
    text = '';
    yield special.token;
    at = special.end;
  }
  if (text !== '') yield { type: 'text', text };
}

/** @returns a character that stands for itself, or a token and where it ends */
function readSpecial(pattern: string, at: number): string | { token: Token; end: number } {
  const character = pattern.charAt(at);
  if (character === '*') return readStars(pattern, at);
  if (character === '?') return { token: { type: 'one', matches: (one) => one !== '/' }, end: at + 1 };
  if (character === '[') return readClass(pattern, at);
  if (character !== '\\') return character;
  if (at + 1 === pattern.length) throw new Error(`${pattern} ends with a backslash`);
  return pattern.charAt(at + 1);
}

function readStars(pattern: string, at: number): { token: Token; end: number } {
  if (pattern[at + 1] !== '*') return { token: { type: 'segment' }, end: at + 1 };
  const end = pattern[at + 2] === '/' ? at + 3 : at + 2;
  return { token: { type: end >= pattern.length ? 'rest' : 'folders' }, end };
}

/** `[a-z]`, `[^a-z]`: a range or a list; a backslash takes its meaning from what follows. */
function readClass(pattern: string, at: number): { token: Token; end: number } {
  const [whole, negated, members = ''] = /^\[(\^?)((?:\\.|[^\]\\])+)\]/s.exec(pattern.slice(at)) ?? [];
  if (whole === undefined) throw new Error(`${pattern} has a [ without its ]`);
  const ranges = [...members.matchAll(/(\\.|[^\\])(?:-(\\.|[^\\]))?/gs)].map(([, from = '', to = from]) => ({
    from: from.slice(-1),
    to: to.slice(-1),
  }));
  const isMember = (one: string) => ranges.some(({ from, to }) => from <= one && one <= to);
  return {
    token: { type: 'one', matches: (one) => isMember(one) !== (negated === '^') },
    end: at + whole.length,
  };
}
