/** Where the API answers agents. */
export const AGENT_PATHS = {
  /** `POST EnrolRequest` → `EnrolResponse`. Guarded by the join token in the body. */
  enrol: '/agent/v1/enrol',
  /** `POST ChallengeRequest` → `ChallengeResponse`. */
  challenge: '/agent/v1/challenge',
  /** `POST` a byte stream to the control plane, `GET` one from it; the ticket is the bearer token, never part of the URL. */
  stream: '/agent/v1/stream',
  /** A WebSocket that carries bytes both ways; the ticket is the bearer token. Messages: libs/domain, terminal-channel.ts. */
  duplex: '/agent/v1/duplex',
  /**
   * `GET` the bytes that a job reads: a build's context as a tar, or an archive as it was uploaded. The token of its start
   * is the bearer, good while that attempt runs, also more than once. For a list first: context-list.ts. An error is an `ErrorReply` of libs/contract's form.
   */
  jobInput: '/agent/v1/job-input',
  /** `GET` the bundled agent, and the script that installs it. */
  bundle: '/agent/roadstead-agent.mjs',
  installScript: '/agent/install.sh',
} as const;

/** On the request of a stream: the host's clock, in milliseconds since 1970. */
export const AGENT_CLOCK_HEADER = 'x-roadstead-clock';

/** socket.io namespace of the control channel, and the engine.io path that it runs on. */
export const AGENT_NAMESPACE = '/agents';
export const SOCKET_PATH = '/socket.io';
