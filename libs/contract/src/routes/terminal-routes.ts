import {
  OpenTerminalBody,
  Terminal,
  TerminalChoicesReply,
  TerminalStreamQuery,
  TerminalsOfContainer,
} from '../terminals.js';
import { defineRoutes } from './route-contract.js';

export const TERMINAL_ROUTES = defineRoutes({
  terminalChoices: {
    method: 'GET',
    path: '/hosts/:hostId/containers/:containerId/shells',
    summary: 'The shells that a container has, found without running any',
    permission: 'containers.exec',
    status: 200,
    response: TerminalChoicesReply,
  },
  listTerminals: {
    method: 'GET',
    path: '/hosts/:hostId/containers/:containerId/terminals',
    summary: 'Terminals that are open in a container: your own; for an administrator, all',
    permission: 'containers.exec',
    status: 200,
    response: TerminalsOfContainer,
  },
  openTerminal: {
    method: 'POST',
    path: '/hosts/:hostId/containers/:containerId/terminals',
    summary: 'Run a command in a container with a terminal, or attach to the terminal that the container has',
    permission: 'containers.exec',
    body: OpenTerminalBody,
    status: 201,
    response: Terminal,
  },
  terminalStream: {
    method: 'GET',
    path: '/hosts/:hostId/terminals/:terminalId/stream',
    summary:
      'The terminal as a WebSocket: bytes as binary messages, what is about them as text; only for who opened it',
    permission: 'containers.exec',
    query: TerminalStreamQuery,
    status: 200,
  },
  closeTerminal: {
    method: 'DELETE',
    path: '/hosts/:hostId/terminals/:terminalId',
    summary: 'End a terminal, and with it the process that was run for it',
    permission: 'containers.exec',
    status: 204,
  },
});
