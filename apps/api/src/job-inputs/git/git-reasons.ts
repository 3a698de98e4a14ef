import { type Reason, type ReasonCode, reason } from '@roadstead/domain';

/** What git and its helpers say of a fetch that failed, and what that means to who asked for it. */
const REASONS: readonly (readonly [RegExp, ReasonCode])[] = [
  [/error: 30\d|unable to update url base from redirection/, 'moved'],
  [
    /error: 404|repository '.*' not found|does not appear to be a git repository|Repository not found|not exported|access denied or repository/i,
    'no-repository',
  ],
  [/Host key verification failed|No \w+ host key is known/, 'host-key-unknown'],
  [/Permission denied \(/, 'key-refused'],
  [/Connection refused|Failed to connect/i, 'nothing-listens'],
  [/timed out|Operation too slow/i, 'host-silent'],
  [/SSL certificate problem: ([^\n]+)|server certificate verification failed/i, 'untrusted'],
  [/No route to host|Network is unreachable/i, 'no-route'],
  [/cannot run ssh/, 'no-ssh'],
  [/early EOF|unexpected disconnect|remote end hung up|RPC failed/i, 'broken-off'],
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
export function gitReason(said: string): Reason {
  const [, code] = REASONS.find(([pattern]) => pattern.test(said)) ?? [];
  if (code !== undefined) return reason(code);
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  return { reason: (lines.at(-1) ?? 'git ended without a word').replace(/^fatal: /, '').slice(0, 300) };
}
