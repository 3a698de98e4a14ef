import { defineErrors } from './error-definition.js';

/** Questions, of history and of the whole fleet, that cannot be answered as they are. */
export const HISTORY_ERRORS = defineErrors({
  'history.time-ahead': {
    status: 400,
    retryable: false,
    message: '{time} lies ahead of the control plane’s clock. Ask for a moment that has been.',
  },
  'history.times-inverted': {
    status: 400,
    retryable: false,
    message: 'The span begins at {from} and ends at {to}: its end must come after its beginning.',
  },
  'history.times-exclude-each-other': {
    status: 400,
    retryable: false,
    message: 'Ask for one moment, or for a span with a beginning and an end, not for both.',
  },
  'history.image-unknown': {
    status: 404,
    retryable: false,
    message: 'No image {image} has ever been seen in the fleet. Check the digest.',
  },
  'history.image-ambiguous': {
    status: 409,
    retryable: false,
    message: '{image} is the beginning of several images: {images}. Give more digits.',
  },
  'history.image-malformed': {
    status: 400,
    retryable: false,
    message: '{image} is not a digest, nor the beginning of one: sha256: and at least 12 hex digits, or those alone.',
  },
  'history.layer-unknown': {
    status: 404,
    retryable: false,
    message: 'No image that has ever been seen in the fleet has layer {layer}. A layer is named by its whole chain id.',
  },
  'history.label-malformed': {
    status: 400,
    retryable: false,
    message: '{label} is not a label: write key or key=value.',
  },
  'history.containers-too-many': {
    status: 409,
    retryable: false,
    message:
      'More containers than can be gone through match {container}. Write the whole name, or more digits of the id.',
  },
  'question.too-wide': {
    status: 503,
    retryable: false,
    message:
      'The answer was not found within {seconds} s, and the search was given up. Ask for less: a shorter time, or one host, repository, image or container.',
  },
  'question.no-turn': {
    status: 503,
    retryable: true,
    message:
      'Too many wide questions are being answered: this one waited {seconds} s for its turn. Ask again in a moment, or ask for less.',
  },
});
