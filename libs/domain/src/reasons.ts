import type { ErrorDetail } from './errors.js';

/**
 * Why something could not be reached, or not be understood, as the end of a sentence. An error has its reason in words, for those who read the
 * words alone, and by its code, for the page to translate. What nobody has foreseen has words only.
 */
export const REASONS = {
  'host-not-found': 'there is no host of this name',
  'name-server-silent': 'the name server does not answer',
  'nothing-listens': 'nothing listens there',
  'broken-off': 'the connection was broken off by the other side',
  'no-route': 'no route leads to the host',
  'host-silent': 'the host does not answer',
  'no-tls': 'the other side does not speak TLS there',
  'self-signed': 'its certificate is signed by itself',
  'untrusted-authority': 'its certificate is signed by an authority that is not trusted',
  untrusted: 'its certificate is not trusted',
  'certificate-expired': 'its certificate has expired',
  'certificate-not-yet-valid': 'its certificate is not valid yet',
  'certificate-for-another': 'its certificate is for another name',
  'took-too-long': 'it took longer than {seconds} seconds',
  'nothing-heard': 'nothing was heard for {seconds} s',
  'answered-with': 'it answered with status {status}',
  'not-a-registry': 'what answers there is no registry (status {status} for /v2/)',
  'no-address': 'its name is no address that anything can be reached at',
  'plain-token-service': 'it names a token service that is not reached by HTTPS',
  'too-many-redirects': 'it was redirected too many times',
  'not-http': 'it leads to what is not an HTTP URL',
  moved: 'it is redirected; give the address that it leads to',
  'no-repository': 'there is no Git repository at this address',
  'host-key-unknown': 'the key of the host is not known to the control plane',
  'key-refused': 'the host did not take the key of the control plane',
  'no-ssh': 'the control plane has no ssh program',
  'no-git': 'the control plane has no git',
  'not-a-host': 'this is not the name of a host',
  'engine-host-not-found': 'its name is not known to the DNS of this host.',
  'engine-refused': 'the connection was refused. Check the port, and that the registry runs.',
  'engine-plain-http':
    'it speaks plain HTTP. Give it a certificate, or add it to the insecure registries of this host.',
  'engine-untrusted': 'its certificate is not trusted by this host.',
  'engine-no-route': 'there is no route to it.',
  'engine-silent': 'it did not answer in time.',
  'replacement-ended': 'the new one ended with exit code {exitCode}',
  'replacement-restarted': 'the new one ended and was restarted',
  'replacement-unhealthy': 'the health check of the new one failed ({output})',
  'replacement-slow': 'the new one was not healthy within {seconds} seconds',
  'replacement-gone': 'the new one was removed by somebody else',
  'replacement-not-started': 'the new one did not start ({words})',
  'command-not-executable': 'its command cannot be executed (exit code 126).',
  'command-not-found': 'its command was not found (exit code 127).',
  'command-killed': 'its command was killed (exit code 137), as happens when memory runs out.',
  'command-signaled': 'its command was ended by signal {signal} (exit code {exitCode}).',
  'command-ended': 'its command ended with exit code {exitCode}.',
  'not-in-copied-image': '{path} is not in what it copies from.',
  'not-in-context': '{path} is not in the build context, or .dockerignore leaves it out.',
  'question-empty': 'nothing is asked for',
  'question-no-name': 'it begins with an operator, and no package is named',
  'question-bad-name': 'a name is made of letters, digits and + - . _ : with * and ? as wildcards',
  'question-only-wildcards': 'a name of wildcards alone is every package there is',
  'question-bad-operator': 'between name and version stands one of {operators}',
  'question-no-version': 'a version is missing after the operator',
  'question-bad-version': 'a version begins with a letter or digit, and has no blanks and no wildcards in it',
} as const;
export type ReasonCode = keyof typeof REASONS;

/** What to do about it, or what else is known, where that depends on more than the reason. */
export const ADVICE = {
  'try-insecure': '. If it speaks plain HTTP, mark it as insecure',
  'trust-or-insecure': '. Give it a certificate that the control plane trusts, or mark it as insecure',
  'last-words': ' Its last words: {lastWords}',
} as const;
export type AdviceCode = keyof typeof ADVICE;

/** The part of an error's detail that its `{reason}` is made of. */
export type Reason = ErrorDetail & { readonly reason: string };

/** @param values for the `{names}` in the words */
export function reason(code: ReasonCode, values: ErrorDetail = {}): Reason {
  return { ...values, reason: filled(REASONS[code], values), reasonCode: code };
}

/** @param values for the `{names}` in the advice */
export function withAdvice(why: Reason, advice: AdviceCode, values: ErrorDetail = {}): Reason {
  return { ...why, ...values, reason: why.reason + filled(ADVICE[advice], values), adviceCode: advice };
}

function filled(words: string, values: ErrorDetail): string {
  return words.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? '?'));
}

/** The reason of an error, to be given on with another. */
export function reasonIn(detail: ErrorDetail): Reason {
  const { url: _url, registry: _registry, host: _host, reason: words = '', ...rest } = detail;
  return { ...rest, reason: String(words) };
}
