import { defineErrors } from './error-definition.js';

/** Packages in images. */
export const PACKAGE_ERRORS = defineErrors({
  'package.database-too-large': {
    status: 422,
    retryable: false,
    message: 'The package database {path} of image {image} is larger than {limit}, which is more than is read.',
  },
  'package.not-read': {
    status: 409,
    retryable: false,
    message: 'The packages of image {image} have not been read yet. Read them first, then ask again.',
  },
  'package.query-malformed': {
    status: 400,
    retryable: false,
    message:
      '"{query}" is not a question for packages: {reason}. Write a name, and if you like an operator and a version, for example openssl = 3.0.14.',
  },
  'package.query-too-wide': {
    status: 400,
    retryable: false,
    message: '"{query}" matches more packages than one answer can hold. Write more of the name.',
  },
  'package.too-many': {
    status: 422,
    retryable: false,
    message: 'Image {image} has {count} packages; up to {limit} are read.',
  },
});
