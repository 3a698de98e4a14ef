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
  'container.name-taken': {
    status: 409,
    retryable: false,
    message: 'Another container on host {host} is called {name}. Choose another name, or rename or remove that one.',
  },
  'container.not-running': {
    status: 409,
    retryable: false,
    message: 'Container {container} on host {host} does not run ({state}). Start it first.',
  },
  'container.paused': {
    status: 409,
    retryable: false,
    message: 'Container {container} on host {host} is paused. Unpause it first.',
  },
  'container.running': {
    status: 409,
    retryable: false,
    message:
      'Container {container} on host {host} cannot be removed while it is {state}. Stop it first, or remove it by force, which kills it.',
  },
  'container.restarting': {
    status: 409,
    retryable: true,
    message: 'Container {container} on host {host} is restarting. Try again in a moment, or stop it.',
  },
  'container.start-failed': {
    status: 409,
    retryable: false,
    message: 'Container {container} on host {host} did not start: {reason}',
  },
});
