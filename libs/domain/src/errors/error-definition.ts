export interface ErrorDefinition {
  /** HTTP status of a REST reply that carries it. */
  readonly status: number;
  /** Whether the same request may succeed later without anybody changing anything. */
  readonly retryable: boolean;
  /** English words; `{name}` is filled from the detail. They say what happened and what to do. */
  readonly message: string;
}

export function defineErrors<const T extends Record<string, ErrorDefinition>>(errors: T): T {
  return errors;
}
