import { defineErrors } from './error-definition.js';

/** Jobs and batches. */
export const JOB_ERRORS = defineErrors({
  'job.unknown': { status: 404, retryable: false, message: 'There is no job {job}.' },
  'job.already-ended': { status: 409, retryable: false, message: 'The job has ended already ({state}).' },
  'job.interrupted': {
    status: 500,
    retryable: true,
    message: 'Interrupted {attempts} times; given up. Look at the log of the agent on host {host}.',
  },
  'job.outcome-unknown': {
    status: 409,
    retryable: false,
    message:
      'The agent on host {host} was lost while it did this. It may have taken effect, and doing it twice is not the same as doing it once: look at the host first, then run it again.',
  },
  'batch.unknown': { status: 404, retryable: false, message: 'There is no batch {batch}.' },
  'batch.stopped': {
    status: 409,
    retryable: false,
    message: 'Not begun: jobs of this batch had failed before it ({failures}).',
  },
  'batch.nothing-to-retry': { status: 409, retryable: false, message: 'No job of this batch has failed.' },
  'job.secret-gone': {
    status: 409,
    retryable: false,
    message:
      'The query of {url} may hold a secret, and is kept no longer than until its job has ended. Enter the whole URL again.',
  },
  'job.report-too-large': {
    status: 500,
    retryable: false,
    message:
      'Host {host} did this, but what it has to tell of it is too large ({size}). Look at the host for what has changed.',
  },
  'job.input-broken-off': {
    status: 502,
    retryable: true,
    message: 'The bytes of this job did not reach host {host} from the control plane: {reason}. Run the job again.',
  },
  'job.input-denied': {
    status: 401,
    retryable: false,
    message: "The bytes of this job are not to be had with this token: the attempt has ended, or is another host's.",
  },
});
