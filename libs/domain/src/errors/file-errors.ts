import { defineErrors } from './error-definition.js';

/** Files in containers. */
export const FILE_ERRORS = defineErrors({
  'file.unknown': {
    status: 404,
    retryable: false,
    message: 'There is no {path} in container {container}.',
  },
  'file.not-a-directory': {
    status: 409,
    retryable: false,
    message: '{path} in container {container} is not a directory.',
  },
  'file.not-a-file': {
    status: 409,
    retryable: false,
    message: '{path} in container {container} is not a file. A directory can be downloaded as a tar archive.',
  },
  'file.exists': { status: 409, retryable: false, message: 'There is a {path} in container {container} already.' },
  'file.read-only': {
    status: 409,
    retryable: false,
    message:
      '{path} in container {container} cannot be written to: its root filesystem or the mount there is read-only.',
  },
  'file.no-permission': {
    status: 403,
    retryable: false,
    message: 'The engine has no permission for {path} in container {container}: {reason}',
  },
  'file.type-conflict': {
    status: 409,
    retryable: false,
    message:
      'In {path} of container {container} a directory stands where a file is to be written, or a file where a directory is. Nothing replaces one by the other.',
  },
  'file.end-too-far': {
    status: 413,
    retryable: false,
    message:
      'The end of {path} lies more than {limit} away, and all of that would have to be read. Download the file instead.',
  },
  'file.upload-unsafe': { status: 400, retryable: false, message: 'The upload was refused: {path} {problem}.' },
  'file.upload-too-large': {
    status: 413,
    retryable: false,
    message: 'An upload into a container may have {limit} at most.',
  },
  'file.upload-broken-off': {
    status: 502,
    retryable: true,
    message:
      'The upload into container {container} broke off: {reason}. Files that came before that may be there; upload again to have all of them.',
  },
  'file.disk-full': {
    status: 507,
    retryable: false,
    message:
      'Disk full on host {host} while writing into container {container}. Files that came before that may be there. Free space under {dataRoot}, then upload again.',
  },
});
