import { z } from 'zod';

export interface ErrorDefinition {
  /** HTTP status of a REST reply that carries it. */
  readonly status: number;
  /** Whether the same request may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** English words; `{name}` is filled from the detail. They say what happened and what to do. */
  readonly message: string;
}

function define<const T extends Record<string, ErrorDefinition>>(registry: T): T {
  return registry;
}

/** The one registry of errors. Codes are stable: they are stored with jobs, sent over REST, and translated by the page. */
export const ERRORS = define({
  'request.invalid': { status: 400, retryable: false, message: 'The request is not valid: {problem}' },
  'request.too-large': { status: 413, retryable: false, message: 'The request is too large (at most {limit}).' },
  'route.unknown': { status: 404, retryable: false, message: 'There is nothing at {path}.' },
  'internal.unexpected': {
    status: 500,
    retryable: true,
    message: 'Something went wrong in the control plane. Its log has the details under id {traceId}.',
  },
  'dependency.unavailable': {
    status: 503,
    retryable: true,
    message: '{dependency} cannot be reached right now. Nothing is lost; try again in a moment.',
  },

  'auth.required': { status: 401, retryable: false, message: 'Sign in first, or send an API token.' },
  'auth.wrong-credentials': { status: 401, retryable: false, message: 'Wrong user name or password.' },
  'auth.rate-limited': {
    status: 429,
    retryable: true,
    message: 'Too many attempts. Try again in {seconds} seconds.',
  },
  'auth.forbidden': {
    status: 403,
    retryable: false,
    message: 'Your role ({role}) does not allow this ({permission}).',
  },
  'auth.foreign-origin': {
    status: 403,
    retryable: false,
    message: 'The request comes from another site ({origin}) and was refused.',
  },

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
  'agent.not-answering': {
    status: 504,
    retryable: true,
    message: 'Host {host} did not answer within {seconds} seconds.',
  },

  'host.unknown': { status: 404, retryable: false, message: 'There is no host {host}.' },
  'host.not-connected': {
    status: 409,
    retryable: true,
    message: 'Host {host} is not connected, last heard {lastHeard}. Check that its agent runs.',
  },
  'host.revoked': { status: 409, retryable: false, message: 'Host {host} is revoked.' },
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
  'image.ambiguous': {
    status: 409,
    retryable: false,
    message: 'Several images begin with {image}. Give more digits of the id.',
  },
  'image.unknown': { status: 404, retryable: false, message: 'There is no image {image} in the fleet.' },
  'job.unknown': { status: 404, retryable: false, message: 'There is no job {job}.' },
  'job.already-ended': { status: 409, retryable: false, message: 'The job has ended already ({state}).' },
  'job.interrupted': {
    status: 500,
    retryable: true,
    message: 'Interrupted {attempts} times; given up. Look at the log of the agent on host {host}.',
  },

  'reference.malformed': {
    status: 400,
    retryable: false,
    message: '"{reference}" is not an image reference: {problem}.',
  },
  'registry.image-not-found': {
    status: 404,
    retryable: false,
    message: 'The registry has no image {reference}. Check the name and the tag.',
  },
  'registry.denied': {
    status: 403,
    retryable: false,
    message:
      'Denied: {reference} does not exist, or this host is not signed in to {registry}, or has no right to that repository.',
  },
  'registry.unreachable': {
    status: 502,
    retryable: true,
    message: 'Host {host} cannot reach the registry {registry}: {reason}',
  },
  'registry.rate-limited': {
    status: 429,
    retryable: true,
    message: 'The registry {registry} limits the rate of pulls. Sign in, or try again later.',
  },
  'registry.no-platform': {
    status: 404,
    retryable: false,
    message: '{reference} has no image for the platform {platform}.',
  },

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

  'stream.ticket-invalid': {
    status: 401,
    retryable: false,
    message: 'This stream ticket is not known, was used, or has expired.',
  },
  'stream.not-opened': {
    status: 504,
    retryable: true,
    message: 'Host {host} did not open the stream within {seconds} seconds.',
  },
  'stream.broken-off': {
    status: 502,
    retryable: true,
    message: 'The stream from host {host} broke off. Check that its agent runs, then open it again.',
  },
  'inventory.resync': { status: 409, retryable: true, message: 'The sequence has a gap. List again.' },
});

export type ErrorCode = keyof typeof ERRORS;
export const ErrorCode = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]);

/** Values for the `{names}` of an error's message; no secrets, for they are stored and shown. */
export const ErrorDetail = z.record(z.string(), z.union([z.string(), z.number()]));
export type ErrorDetail = z.infer<typeof ErrorDetail>;

/** An error on the wire and at rest. */
export const ErrorBody = z.object({ code: ErrorCode, message: z.string(), detail: ErrorDetail });
export type ErrorBody = z.infer<typeof ErrorBody>;

/** An error that a user can act on. */
export class RoadsteadError extends Error {
  override readonly name = 'RoadsteadError';

  constructor(
    readonly code: ErrorCode,
    readonly detail: ErrorDetail = {},
    options?: { cause?: unknown },
  ) {
    super(errorMessage(code, detail), options);
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }

  toBody(): ErrorBody {
    return { code: this.code, message: this.message, detail: this.detail };
  }

  static fromBody(body: ErrorBody): RoadsteadError {
    return new RoadsteadError(body.code, body.detail);
  }
}

/** The English words of an error, with its detail filled in. */
export function errorMessage(code: ErrorCode, detail: ErrorDetail): string {
  return ERRORS[code].message.replace(/\{(\w+)\}/g, (_, name: string) => String(detail[name] ?? '?'));
}
