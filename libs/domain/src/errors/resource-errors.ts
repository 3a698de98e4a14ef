import { defineErrors } from './error-definition.js';

/** Volumes and networks. */
export const RESOURCE_ERRORS = defineErrors({
  'volume.unknown': {
    status: 404,
    retryable: false,
    message: 'There is no volume {volume} on host {host}. It may have been removed.',
  },
  'volume.in-use': {
    status: 409,
    retryable: false,
    message:
      'The volume {volume} on host {host} is used by {containers}. Remove the container first; stopping it is not enough.',
  },
  'volume.name-taken': {
    status: 409,
    retryable: false,
    message: 'There is a volume {volume} on host {host} already. Choose another name.',
  },
  'volume.driver-unknown': {
    status: 400,
    retryable: false,
    message: 'Host {host} has no volume driver {driver}. Install its plugin on the host, or use local.',
  },
  'volume.refused': {
    status: 400,
    retryable: false,
    message: 'The engine on host {host} does not take these settings of the volume: {reason}',
  },
  'network.unknown': {
    status: 404,
    retryable: false,
    message: 'There is no network {network} on host {host}. It may have been removed.',
  },
  'network.in-use': {
    status: 409,
    retryable: false,
    message:
      'The network {network} on host {host} is used by {containers}. Stop the container, or disconnect it, first.',
  },
  'network.name-taken': {
    status: 409,
    retryable: false,
    message: 'There is a network {network} on host {host} already. Choose another name.',
  },
  'network.built-in': {
    status: 409,
    retryable: false,
    message: 'The network {network} belongs to the engine and cannot be removed.',
  },
  'network.subnet-taken': {
    status: 409,
    retryable: false,
    message: 'The subnet {subnet} on host {host} overlaps with that of another network. Choose another one.',
  },
  'network.refused': {
    status: 400,
    retryable: false,
    message: 'The engine on host {host} does not take these settings of the network: {reason}',
  },
});
