import { defineErrors } from './error-definition.js';

/** Hosts, their agents and their engines. */
export const HOST_ERRORS = defineErrors({
  'join-token.unknown': {
    status: 401,
    retryable: false,
    message: 'This join token is not known. Make a new one on the Hosts page and copy the whole command.',
  },
  'join-token.used': {
    status: 401,
    retryable: false,
    message: 'This join token has been used already. Each works once: make a new one on the Hosts page.',
  },
  'join-token.expired': {
    status: 401,
    retryable: false,
    message: 'This join token expired at {expiredAt}. Make a new one on the Hosts page.',
  },
  'agent.unauthenticated': {
    status: 401,
    retryable: false,
    message: 'The agent could not prove who it is. Enrol this host again with a new join token.',
  },
  'agent.revoked': {
    status: 403,
    retryable: false,
    message: 'This host was revoked. To bring it back, enrol it again with a new join token.',
  },
  'agent.cloned': {
    status: 409,
    retryable: false,
    message:
      'Another agent is connected as host {host}. Each host needs an identity of its own: delete the copied state folder of one of the two, and enrol it with a new join token.',
  },
  'agent.protocol-mismatch': {
    status: 426,
    retryable: false,
    message:
      'The agent speaks protocol {agentVersion}, the control plane {apiVersion}. Install the agent again from this control plane.',
  },
  'agent.unexpected': {
    status: 500,
    retryable: true,
    message:
      'Something went wrong in the agent on host {host}. The log of the agent has the details under id {traceId}.',
  },
  'agent.not-answering': {
    status: 504,
    retryable: true,
    message: 'Host {host} did not answer within {seconds} seconds.',
  },
  'agent.misbehaves': {
    status: 502,
    retryable: false,
    message:
      'The agent on host {host} answered with {code}, which is not for an agent to say. Install it again from this control plane, and see whether the host is still yours alone.',
  },
  'host.unknown': { status: 404, retryable: false, message: 'There is no host {host}.' },
  'host.not-connected': {
    status: 409,
    retryable: true,
    message: 'Host {host} is not connected, last heard {lastHeard}. Check that its agent runs.',
  },
  'host.connection-lost': {
    status: 502,
    retryable: true,
    message:
      'The connection to host {host} was lost while it did this. It may have taken effect: look at the host once it is back.',
  },
  'host.revoked': { status: 409, retryable: false, message: 'Host {host} is revoked.' },
  'engine.unreachable': {
    status: 503,
    retryable: true,
    message: 'The Docker engine on host {host} does not answer at {socket}: {reason}',
  },
  'engine.disk-full': {
    status: 507,
    retryable: false,
    message: 'Disk full on host {host} {while}. Free space under {dataRoot}, then run the job again.',
  },
  'engine.refused': { status: 502, retryable: false, message: 'The Docker engine on host {host} refused: {reason}' },
  'inventory.resync': { status: 409, retryable: true, message: 'The sequence has a gap. List again.' },
});
