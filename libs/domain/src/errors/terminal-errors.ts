import { defineErrors } from './error-definition.js';

/** Terminals in containers. */
export const TERMINAL_ERRORS = defineErrors({
  'terminal.unknown': {
    status: 404,
    retryable: false,
    message:
      'Host {host} has no such terminal any more: it has ended, or nobody came back to it in time. Open a new one.',
  },
  'terminal.lost': {
    status: 404,
    retryable: false,
    message:
      'The agent on host {host} was started anew, and the terminal ended with the one before it. Open a new one.',
  },
  'terminal.not-yours': {
    status: 403,
    retryable: false,
    message: 'This terminal was opened by {user}, and nobody else can use it. An administrator can end it.',
  },
  'terminal.too-many': {
    status: 429,
    retryable: false,
    message: 'You have {count} terminals on host {host}, which is as many as it keeps for one user. End one of them.',
  },
  'terminal.host-full': {
    status: 429,
    retryable: true,
    message: 'Host {host} keeps {count} terminals already, which is as many as it may. End one, or try again later.',
  },
  'terminal.no-tty': {
    status: 409,
    retryable: false,
    message:
      'Container {container} has no terminal of its own: it was not started with --tty. Open a shell in it, or look at its log.',
  },
  'terminal.no-command': {
    status: 400,
    retryable: false,
    message: 'There is no {command} in container {container}. Choose another shell, or type a command that it has.',
  },
  'terminal.not-executable': {
    status: 400,
    retryable: false,
    message: '{command} in container {container} cannot be executed. It is not a program, or its user may not run it.',
  },
  'terminal.no-user': {
    status: 400,
    retryable: false,
    message: 'Container {container} has no user {user}. Type a name from its /etc/passwd, or a number.',
  },
  'terminal.no-workdir': {
    status: 400,
    retryable: false,
    message: 'There is no directory {workdir} in container {container} that this user may enter.',
  },
  'terminal.not-started': {
    status: 502,
    retryable: false,
    message: 'The Docker engine on host {host} could not start {command}: {reason}',
  },
});
