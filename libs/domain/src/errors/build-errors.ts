import { defineErrors } from './error-definition.js';

/** Builds, and what they are built from. */
export const BUILD_ERRORS = defineErrors({
  'context.unsafe': { status: 400, retryable: false, message: 'The build context was refused: {path} {problem}.' },
  'context.too-large': {
    status: 413,
    retryable: false,
    message:
      'The build context is too large: at most {limit}. Leave out what the build does not need with a .dockerignore file.',
  },
  'context.silent': {
    status: 504,
    retryable: true,
    message: 'Nothing came of the build context for {seconds} seconds. Look whether what it is read from is well.',
  },
  'context.too-slow': {
    status: 504,
    retryable: false,
    message:
      'The build context could not be read within {minutes} minutes. Make it smaller, or pack it with less compression.',
  },
  'context.no-dockerfile': { status: 400, retryable: false, message: 'There is no {dockerfile} in the build context.' },
  'fetch.address-refused': {
    status: 403,
    retryable: false,
    message:
      '{url} leads to {address}, which the control plane does not fetch from. An administrator can allow it in ROADSTEAD_ALLOWED_ADDRESSES.',
  },
  'fetch.failed': { status: 502, retryable: true, message: '{url} could not be fetched: {reason}' },
  'build.failed': { status: 422, retryable: false, message: 'The build failed at {step}: {reason}' },
  'build.dockerfile-invalid': { status: 400, retryable: false, message: 'The Dockerfile is not valid: {reason}' },
  'build.no-buildkit': {
    status: 409,
    retryable: false,
    message: 'The engine on host {host} has no BuildKit. Choose the classic builder.',
  },
});
