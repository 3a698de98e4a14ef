import { defineErrors } from './error-definition.js';

/** Logs of containers. */
export const LOG_ERRORS = defineErrors({
  'logs.driver-unreadable': {
    status: 409,
    retryable: false,
    message:
      'The log of container {container} on host {host} cannot be read back: its log driver "{driver}" keeps nothing on the host. Read it where the driver sends it, or run the container with the driver "json-file" or "local".',
  },
  'logs.pattern-invalid': {
    status: 400,
    retryable: false,
    message: '"{pattern}" is not a regular expression that can be searched for: {problem}.',
  },
  'logs.filter-invalid': {
    status: 400,
    retryable: false,
    message: 'The filter cannot be read at "{piece}": {problem}. Write conditions such as level=error status>=500.',
  },
});
