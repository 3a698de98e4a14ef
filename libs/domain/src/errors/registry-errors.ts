import { defineErrors } from './error-definition.js';

/** Registries. */
export const REGISTRY_ERRORS = defineErrors({
  'registry.image-not-found': {
    status: 404,
    retryable: false,
    message: 'The registry has no image {reference}. Check the name and the tag.',
  },
  'registry.denied': {
    status: 403,
    retryable: false,
    message:
      'Denied: {reference} does not exist, or this host is not signed in to {registry}, or has no right to that repository.',
  },
  'registry.unreachable': {
    status: 502,
    retryable: true,
    message: 'Host {host} cannot reach the registry {registry}: {reason}',
  },
  'registry.rate-limited': {
    status: 429,
    retryable: true,
    message: 'The registry {registry} limits the rate of pulls. Sign in, or try again later.',
  },
  'registry.no-platform': {
    status: 404,
    retryable: false,
    message: '{reference} has no image for the platform {platform}.',
  },
  'registry.unknown': { status: 404, retryable: false, message: 'There is no registry {registry}.' },
  'registry.name-taken': {
    status: 409,
    retryable: false,
    message: 'There is a registry named {name} already. Choose another name.',
  },
  'registry.wrong-credentials': {
    status: 400,
    retryable: false,
    message: 'The registry {registry} did not take this user name and password.',
  },
  'registry.not-allowed': {
    status: 403,
    retryable: false,
    message:
      'The credential of the registry {registry} may not be used by {user} on host {host}. An administrator can change that on the Registries page.',
  },
  'registry.not-answering': {
    status: 502,
    retryable: true,
    message: 'The control plane cannot reach the registry {registry}: {reason}',
  },
  'registry.no-catalog': {
    status: 409,
    retryable: false,
    message: 'The registry {registry} does not list its repositories. Type the name of the repository instead.',
  },
  'registry.not-shown': {
    status: 403,
    retryable: false,
    message:
      'The registry {registry} does not show {repository}: the user that Roadstead is signed in as there has no right to it, or nobody is signed in.',
  },
  'registry.sign-in-needed': {
    status: 403,
    retryable: false,
    message:
      'The registry {registry} shows this to nobody who has not signed in. An administrator can enter a user name and password on the Registries page.',
  },
  'registry.tag-not-checked': {
    status: 404,
    retryable: false,
    message:
      'Nothing that runs was made from {reference} as a registry has it, so there is nothing to compare. Check the name and the tag.',
  },
  'registry.not-yours': {
    status: 403,
    retryable: false,
    message:
      'The credential of the registry {registry} may not be used by {user}. An administrator can change that on the Registries page.',
  },
});
