import { defineErrors } from './error-definition.js';

/** Git repositories, and the credentials for them. */
export const GIT_ERRORS = defineErrors({
  'git.unreachable': { status: 502, retryable: true, message: 'Git could not fetch {url}: {reason}' },
  'git.ref-unknown': { status: 404, retryable: false, message: '{url} has no branch, tag or commit {ref}.' },
  'git.no-directory': { status: 404, retryable: false, message: '{url} has no directory {subdir}.' },
  'git.sign-in-needed': {
    status: 403,
    retryable: false,
    message:
      '{url} asks for a sign-in, or there is no such repository. An administrator can add a Git credential for {host} on the Registries page.',
  },
  'git.denied': {
    status: 403,
    retryable: false,
    message:
      '{url} was not opened with the Git credential {credential}: its password is wrong or has expired, it has no right to this repository, or there is none.',
  },
  'git.credential-unknown': { status: 404, retryable: false, message: 'There is no Git credential {credential}.' },
  'git.credential-name-taken': {
    status: 409,
    retryable: false,
    message: 'There is a Git credential named {name} already. Choose another name.',
  },
  'git.credential-not-allowed': {
    status: 403,
    retryable: false,
    message:
      'The Git credential {credential} may not be used by {user}. An administrator can change that on the Registries page.',
  },
  'git.credential-needs-https': {
    status: 409,
    retryable: false,
    message:
      'The Git credential {credential} is not sent over plain HTTP, where everybody on the way can read it. Give the URL with https, or have an administrator allow it for this credential.',
  },
  'git.credential-undecryptable': {
    status: 409,
    retryable: false,
    message:
      'The password of the Git credential {credential} was encrypted with another key. Enter it again on the Registries page.',
  },
});
