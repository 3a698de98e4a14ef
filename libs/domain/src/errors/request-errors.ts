import { defineErrors } from './error-definition.js';

/** Requests that cannot be served as they are. */
export const REQUEST_ERRORS = defineErrors({
  'request.invalid': { status: 400, retryable: false, message: 'The request is not valid: {problem}' },
  'request.too-large': { status: 413, retryable: false, message: 'The request is too large (at most {limit}).' },
  'route.unknown': { status: 404, retryable: false, message: 'There is nothing at {path}.' },
  'internal.unexpected': {
    status: 500,
    retryable: true,
    message: 'Something went wrong in the control plane. Its log has the details under id {traceId}.',
  },
  'dependency.unavailable': {
    status: 503,
    retryable: true,
    message: '{dependency} cannot be reached right now. Nothing is lost; try again in a moment.',
  },
});
