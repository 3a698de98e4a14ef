import { defineErrors } from './error-definition.js';

/** Who may do what, and secrets that cannot be read. */
export const AUTH_ERRORS = defineErrors({
  'auth.required': { status: 401, retryable: false, message: 'Sign in first, or send an API token.' },
  'auth.wrong-credentials': { status: 401, retryable: false, message: 'Wrong user name or password.' },
  'auth.rate-limited': {
    status: 429,
    retryable: true,
    message: 'Too many attempts. Try again in {seconds} seconds.',
  },
  'auth.forbidden': {
    status: 403,
    retryable: false,
    message: 'Your role ({role}) does not allow this ({permission}).',
  },
  'auth.foreign-origin': {
    status: 403,
    retryable: false,
    message: 'The request comes from another site ({origin}) and was refused.',
  },
  'secret.undecryptable': {
    status: 409,
    retryable: false,
    message:
      'The password of the registry {registry} was encrypted with another key. Enter it again on the Registries page.',
  },
});
