import { z } from 'zod';
import { AUTH_ERRORS } from './errors/auth-errors.js';
import { BUILD_ERRORS } from './errors/build-errors.js';
import { CONTAINER_ERRORS } from './errors/container-errors.js';
import { FILE_ERRORS } from './errors/file-errors.js';
import { GIT_ERRORS } from './errors/git-errors.js';
import { HISTORY_ERRORS } from './errors/history-errors.js';
import { HOST_ERRORS } from './errors/host-errors.js';
import { IMAGE_ERRORS } from './errors/image-errors.js';
import { JOB_ERRORS } from './errors/job-errors.js';
import { LOG_ERRORS } from './errors/log-errors.js';
import { PACKAGE_ERRORS } from './errors/package-errors.js';
import { REGISTRY_ERRORS } from './errors/registry-errors.js';
import { REQUEST_ERRORS } from './errors/request-errors.js';
import { RESOURCE_ERRORS } from './errors/resource-errors.js';
import { STREAM_ERRORS } from './errors/stream-errors.js';
import { TERMINAL_ERRORS } from './errors/terminal-errors.js';
import { UPLOAD_ERRORS } from './errors/upload-errors.js';

export type { ErrorDefinition } from './errors/error-definition.js';

/**
 * The one registry of errors, by what they are about. Codes are stable: they are stored with jobs, sent over REST, and
 * translated by the page.
 */
export const ERRORS = {
  ...REQUEST_ERRORS,
  ...AUTH_ERRORS,
  ...HOST_ERRORS,
  ...CONTAINER_ERRORS,
  ...RESOURCE_ERRORS,
  ...FILE_ERRORS,
  ...IMAGE_ERRORS,
  ...PACKAGE_ERRORS,
  ...REGISTRY_ERRORS,
  ...HISTORY_ERRORS,
  ...JOB_ERRORS,
  ...BUILD_ERRORS,
  ...GIT_ERRORS,
  ...UPLOAD_ERRORS,
  ...STREAM_ERRORS,
  ...TERMINAL_ERRORS,
  ...LOG_ERRORS,
};

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
