import type { ErrorCode, ErrorDetail } from '@roadstead/domain';

/** Failures that only the page sees: nothing answered, or something that is not the control plane did. */
export type PageErrorCode = 'page.unreachable' | 'page.unexpected-answer';

/** A call that failed. `status` 0: no answer at all. `message` is English; show `useErrorWords()(error)` instead. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly code: ErrorCode | PageErrorCode,
    message: string,
    readonly detail: ErrorDetail,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }

  /** The same request may succeed later without anybody changing anything. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'auth.required';
}
