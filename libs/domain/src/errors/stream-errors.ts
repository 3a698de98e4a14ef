import { defineErrors } from './error-definition.js';

/** Byte streams. */
export const STREAM_ERRORS = defineErrors({
  'stream.ticket-invalid': {
    status: 401,
    retryable: false,
    message: 'This stream ticket is not known, was used, or has expired.',
  },
  'stream.not-opened': {
    status: 504,
    retryable: true,
    message: 'Host {host} did not open the stream within {seconds} seconds.',
  },
  'stream.broken-off': {
    status: 502,
    retryable: true,
    message: 'The stream from host {host} broke off. Check that its agent runs, then open it again.',
  },
});
