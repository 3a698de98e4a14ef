/** What git and its helpers say of a fetch that failed, and what that means to who asked for it. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/error: 30\d|unable to update url base from redirection/, 'it is redirected; give the address that it leads to'],
  [
    /error: 404|repository '.*' not found|does not appear to be a git repository|Repository not found|not exported|access denied or repository/i,
    'there is no Git repository at this address',
  ],
  [/Host key verification failed|No \w+ host key is known/, 'the key of the host is not known to the control plane'],
  [/Permission denied \(/, 'the host did not take the key of the control plane'],
  [/Connection refused|Failed to connect/i, 'nothing listens there'],
  [/timed out|Operation too slow/i, 'the host does not answer'],
  [/SSL certificate problem: ([^\n]+)|server certificate verification failed/i, 'its certificate is not trusted'],
  [/No route to host|Network is unreachable/i, 'no route leads to the host'],
  [/cannot run ssh/, 'the control plane has no ssh program'],
  [/early EOF|unexpected disconnect|remote end hung up|RPC failed/i, 'the connection was broken off by the other side'],
];
const NO_REF =
  /couldn't find remote ref|no such remote ref|not our ref|unadvertised object|Server does not allow request for/i;

/** Who signs in over HTTP, or does not, and is not let in. */
const REFUSED = /could not read Username|Authentication failed|terminal prompts disabled|error: 40[13]/;

export function isRefused(said: string): boolean {
  return REFUSED.test(said);
}

export function isUnknownRef(said: string): boolean {
  return NO_REF.test(said);
}

/** The reason in words; where nobody knows better, git's own last line. */
export function gitReason(said: string): string {
  const [, words] = REASONS.find(([pattern]) => pattern.test(said)) ?? [];
  if (words !== undefined) return words;
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  return (lines.at(-1) ?? 'git ended without a word').replace(/^fatal: /, '').slice(0, 300);
}
