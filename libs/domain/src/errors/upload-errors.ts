import { defineErrors } from './error-definition.js';

/** Uploads, and the archives in them. */
export const UPLOAD_ERRORS = defineErrors({
  'upload.unknown': {
    status: 404,
    retryable: false,
    message: 'There is no upload {upload}. Uploads are removed after a while: upload the file again.',
  },
  'upload.incomplete': {
    status: 409,
    retryable: false,
    message:
      'The upload {filename} is not complete: {received} of {size} bytes are there. Go on with it, or upload it again.',
  },
  'upload.too-large': { status: 413, retryable: false, message: 'An upload may have {limit} at most.' },
  'upload.no-space': {
    status: 507,
    retryable: false,
    message:
      'The control plane has no room for an upload of {size}. Remove uploads that are not needed, or give it more disk.',
  },
  'upload.too-many': {
    status: 429,
    retryable: false,
    message: 'You have {count} uploads that are not complete. Go on with them or remove them, then begin another.',
  },
  'upload.user-limit': {
    status: 413,
    retryable: false,
    message:
      'Your uploads may have {limit} together. They have {used}, and this one has {size}: remove some that you need no longer.',
  },
  'upload.out-of-step': {
    status: 409,
    retryable: true,
    message:
      'The upload does not go on at this byte, or is being sent from elsewhere. Ask how much is there, and go on from that.',
  },
  'archive.invalid': { status: 400, retryable: false, message: '{filename} is not a usable tar archive: {problem}' },
});
