import { defineErrors } from './error-definition.js';

/** Containers. */
export const CONTAINER_ERRORS = defineErrors({
  'container.unknown': {
    status: 404,
    retryable: false,
    message: 'There is no container {container} on host {host}. It may have been removed.',
  },
  'container.ambiguous': {
    status: 409,
    retryable: false,
    message: 'Several containers on host {host} begin with {container}. Give more digits of the id.',
  },
});
