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
  'job.outcome-unknown': {
    status: 409,
    retryable: false,
    message:
      'The agent on host {host} was lost while it did this. It may have taken effect, and doing it twice is not the same as doing it once: look at the host first, then run it again.',
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
  'registry.unknown': { status: 404, retryable: false, message: 'There is no registry {registry}.' },
  'registry.name-taken': {
    status: 409,
    retryable: false,
    message: 'There is a registry named {name} already. Choose another name.',
  },
  'registry.wrong-credentials': {
    status: 400,
    retryable: false,
    message: 'The registry {registry} did not take this user name and password.',
  },
  'registry.not-allowed': {
    status: 403,
    retryable: false,
    message:
      'The credential of the registry {registry} may not be used by {user} on host {host}. An administrator can change that on the Registries page.',
  },
  'registry.not-answering': {
    status: 502,
    retryable: true,
    message: 'The control plane cannot reach the registry {registry}: {reason}',
  },
  'registry.no-catalog': {
    status: 409,
    retryable: false,
    message: 'The registry {registry} does not list its repositories. Type the name of the repository instead.',
  },
  'registry.not-shown': {
    status: 403,
    retryable: false,
    message:
      'The registry {registry} does not show {repository}: the user that Roadstead is signed in as there has no right to it, or nobody is signed in.',
  },
  'registry.sign-in-needed': {
    status: 403,
    retryable: false,
    message:
      'The registry {registry} shows this to nobody who has not signed in. An administrator can enter a user name and password on the Registries page.',
  },
  'registry.not-yours': {
    status: 403,
    retryable: false,
    message:
      'The credential of the registry {registry} may not be used by {user}. An administrator can change that on the Registries page.',
  },
  'secret.undecryptable': {
    status: 409,
    retryable: false,
    message:
      'The password of the registry {registry} was encrypted with another key. Enter it again on the Registries page.',
  },
  'upload.unknown': {
    status: 404,
    retryable: false,
    message: 'There is no upload {upload}. Uploads are removed after a while: upload the file again.',
  },
  'upload.incomplete': {
    status: 409,
    retryable: false,
    message:
      'The upload {filename} is not complete: {received} of {size} bytes are there. Go on with it, or upload it again.',
  },
  'upload.too-large': { status: 413, retryable: false, message: 'An upload may have {limit} at most.' },
  'upload.no-space': {
    status: 507,
    retryable: false,
    message:
      'The control plane has no room for an upload of {size}. Remove uploads that are not needed, or give it more disk.',
  },
  'upload.too-many': {
    status: 429,
    retryable: false,
    message: 'You have {count} uploads that are not complete. Go on with them or remove them, then begin another.',
  },
  'upload.out-of-step': {
    status: 409,
    retryable: true,
    message:
      'The upload does not go on at this byte, or is being sent from elsewhere. Ask how much is there, and go on from that.',
  },
  'archive.invalid': { status: 400, retryable: false, message: '{filename} is not a usable tar archive: {problem}' },
  'context.unsafe': { status: 400, retryable: false, message: 'The build context was refused: {path} {problem}.' },
  'context.too-large': {
    status: 413,
    retryable: false,
    message:
      'The build context is too large: at most {limit}. Leave out what the build does not need with a .dockerignore file.',
  },
  'context.no-dockerfile': { status: 400, retryable: false, message: 'There is no {dockerfile} in the build context.' },
  'git.unreachable': { status: 502, retryable: true, message: 'Git could not fetch {url}: {reason}' },
  'git.ref-unknown': { status: 404, retryable: false, message: '{url} has no branch, tag or commit {ref}.' },
  'git.no-directory': { status: 404, retryable: false, message: '{url} has no directory {subdir}.' },
  'fetch.address-refused': {
    status: 403,
    retryable: false,
    message:
      '{url} leads to {address}, which the control plane does not fetch from. An administrator can allow it in ROADSTEAD_ALLOWED_ADDRESSES.',
  },
  'fetch.failed': { status: 502, retryable: true, message: '{url} could not be fetched: {reason}' },
  'build.failed': { status: 422, retryable: false, message: 'The build failed at {step}: {reason}' },
  'build.dockerfile-invalid': { status: 400, retryable: false, message: 'The Dockerfile is not valid: {reason}' },
  'build.no-buildkit': {
    status: 409,
    retryable: false,
    message:
      'The engine on host {host} has no BuildKit that can be used without a session. Choose the classic builder.',
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
  'batch.unknown': { status: 404, retryable: false, message: 'There is no batch {batch}.' },
  'batch.stopped': {
    status: 409,
    retryable: false,
    message: 'Not begun, since {failures} jobs of this batch had failed.',
  },
  'batch.nothing-to-retry': { status: 409, retryable: false, message: 'No job of this batch has failed.' },
  'job.input-broken-off': {
    status: 502,
    retryable: true,
    message: 'The bytes of this job did not reach host {host} from the control plane: {reason}. Run the job again.',
  },
  'job.input-denied': {
    status: 401,
    retryable: false,
    message: "The bytes of this job are not to be had with this token: the attempt has ended, or is another host's.",
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

/** A value of a detail is cut here: it may quote what somebody else wrote, and an error has to get through. */
const MAX_VALUE = 2000;

/** An error that a user can act on. */
export class RoadsteadError extends Error {
  override readonly name = 'RoadsteadError';
  readonly detail: ErrorDetail;

  constructor(
    readonly code: ErrorCode,
    detail: ErrorDetail = {},
    options?: { cause?: unknown },
  ) {
    const bounded = withinBounds(detail);
    super(errorMessage(code, bounded), options);
    this.detail = bounded;
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

function withinBounds(detail: ErrorDetail): ErrorDetail {
  const cut = (value: string | number) =>
    typeof value === 'string' && value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE)}…` : value;
  return Object.fromEntries(Object.entries(detail).map(([name, value]) => [name, cut(value)]));
}
