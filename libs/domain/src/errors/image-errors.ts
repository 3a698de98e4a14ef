import { defineErrors } from './error-definition.js';

/** Images on hosts, and their names. */
export const IMAGE_ERRORS = defineErrors({
  'image.ambiguous': {
    status: 409,
    retryable: false,
    message: 'Several images begin with {image}. Give more digits of the id.',
  },
  'image.unknown': { status: 404, retryable: false, message: 'There is no image {image} in the fleet.' },
  'layer.unknown': {
    status: 404,
    retryable: false,
    message:
      'No image that has ever been seen in the fleet has layer {layer}. Check the digest: a chain ID, or a diff ID.',
  },
  'layer.ambiguous': {
    status: 409,
    retryable: false,
    message: '{layer} may be any of several layers: {layers}. Choose one of them.',
  },
  'layer.malformed': {
    status: 400,
    retryable: false,
    message:
      '{layer} is not the digest of a layer, nor the beginning of one: 4 to 64 hex digits, with sha256: or without.',
  },
  'reference.malformed': {
    status: 400,
    retryable: false,
    message: '"{reference}" is not an image reference: {problem}.',
  },
  'image.not-on-host': { status: 404, retryable: false, message: 'There is no image {image} on host {host}.' },
  'image.in-use': {
    status: 409,
    retryable: false,
    message: '{image} cannot be removed from host {host}: container {container} uses it. Remove the container first.',
  },
  'image.has-children': {
    status: 409,
    retryable: false,
    message: '{image} cannot be removed from host {host}: other images are built on it.',
  },
  'image.several-names': {
    status: 409,
    retryable: false,
    message: '{image} has several names on host {host}. Remove it by one of its names, or by force with all of them.',
  },
  'image.change-refused': { status: 400, retryable: false, message: 'The engine does not take this change: {reason}' },
});
