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
  'container.port-taken': {
    status: 409,
    retryable: false,
    message:
      'Port {port} of host {host} is taken by container {container}. Choose another port, or stop that container.',
  },
  'container.port-in-use': {
    status: 409,
    retryable: false,
    message: 'Port {port} of host {host} is taken by a program that is no container. Choose another port.',
  },
  'container.mount-missing': {
    status: 409,
    retryable: false,
    message: 'Host {host} has no {path} that could be mounted. Make it there first, or mount a volume.',
  },
  'container.network-missing': {
    status: 409,
    retryable: false,
    message: 'Host {host} has no network {network}. Make it first, or choose another one.',
  },
  'container.program-missing': {
    status: 409,
    retryable: false,
    message: '{image} has no program {program} that could be run. Check the command and the entrypoint.',
  },
  'container.no-command': {
    status: 409,
    retryable: false,
    message: '{image} does not say what to run. Give a command.',
  },
  'container.settings-refused': {
    status: 400,
    retryable: false,
    message: 'The engine of host {host} does not take these settings: {reason}',
  },
  'container.admin-only': {
    status: 403,
    retryable: false,
    message: 'Only an administrator may run a container with these settings, which open the host to it: {settings}.',
  },
  'container.values-gone': {
    status: 409,
    retryable: false,
    message: 'The values of {names} are kept no longer than until their job has ended. Enter them again.',
  },
  'container.removed-when-it-ends': {
    status: 409,
    retryable: false,
    message:
      'Container {container} on host {host} is removed by the engine as soon as it stops (--rm): there would be no way back. Run a new one in its place.',
  },
  'container.lends-namespaces': {
    status: 409,
    retryable: false,
    message:
      'Container {container} on host {host} cannot be recreated while others live in its network, process or IPC namespace: {dependents}. Remove them first, and make them again afterwards.',
  },
  'container.swarm-task': {
    status: 409,
    retryable: false,
    message:
      'Container {container} on host {host} is a task of a swarm service, which replaces its tasks itself. Update the service instead.',
  },
  'container.not-replaced': {
    status: 409,
    retryable: false,
    message:
      'Container {container} on host {host} was not replaced: {reason}. The old one is back as it was. What the new one wrote is in the output of the job.',
  },
  'container.removed-meanwhile': {
    status: 409,
    retryable: false,
    message:
      'Container {container} on host {host} was removed by somebody else while it was being replaced, so there is no way back. Had the new one taken its place already, it is there as it is; else it was removed, too.',
  },
  'container.rollback-failed': {
    status: 409,
    retryable: false,
    message:
      'Container {container} on host {host} was not replaced, and the old one could not be started again: {reason}. It is there, stopped; start it once this is mended.',
  },
  'container.start-failed': {
    status: 409,
    retryable: false,
    message: 'Container {container} on host {host} did not start: {reason}',
  },
});
