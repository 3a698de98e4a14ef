import { type ErrorDetail, type Reason, type ReasonCode, RoadsteadError, reason } from '@roadstead/domain';

/** A pull or a push, for the words of its error. */
export interface TransferContext {
  readonly host: string;
  readonly reference: string;
  readonly registry: string;
  readonly platform?: string;
}

type Rule = readonly [words: RegExp, toError: (context: TransferContext, message: string) => RoadsteadError];

/** What engines say, told apart by their words, for they have one status for all of it. The first that fits counts. */
const RULES: readonly Rule[] = [
  [/toomanyrequests|too many requests|rate limit/i, ({ registry }) => error('registry.rate-limited', { registry })],
  [
    /no matching manifest for|does not match the specified platform|no match for platform/i,
    ({ reference, platform }) => error('registry.no-platform', { reference, platform: platform ?? 'of this host' }),
  ],
  [
    /manifest unknown|name unknown|not found: |: not found$/i,
    ({ reference }) => error('registry.image-not-found', { reference }),
  ],
  [
    /access denied|\bdenied\b|unauthorized|authentication required|no basic auth credentials|insufficient_scope|403 Forbidden/i,
    ({ reference, registry }) => error('registry.denied', { reference, registry }),
  ],
  [
    /dial tcp|no such host|connection re(?:fused|set)|timeout|timed out|deadline exceeded|x509|tls: |HTTPS client|\bEOF\b|no route to host|network is unreachable|unexpected HTTP status|unexpected status|50[0-4] /i,
    ({ host, registry }, message) => error('registry.unreachable', { host, registry, ...unreachableReason(message) }),
  ],
];

/** Reasons for which a registry cannot be reached, in words that say what to do. */
const REASONS: readonly (readonly [RegExp, ReasonCode])[] = [
  [/no such host/i, 'engine-host-not-found'],
  [/connection refused/i, 'engine-refused'],
  [/HTTP response to HTTPS client/i, 'engine-plain-http'],
  [/x509/i, 'engine-untrusted'],
  [/no route to host|network is unreachable/i, 'engine-no-route'],
  [/timeout|timed out|deadline exceeded/i, 'engine-silent'],
];

/**
 * @param message the engine's own words, from the answer's status or from the stream
 * @returns undefined for words that have nothing to do with a registry
 */
export function registryError(message: string, context: TransferContext): RoadsteadError | undefined {
  return RULES.find(([words]) => words.test(message))?.[1](context, message);
}

function unreachableReason(message: string): Reason {
  const code = REASONS.find(([words]) => words.test(message))?.[1];
  return code === undefined ? { reason: message } : reason(code);
}

function error(code: ConstructorParameters<typeof RoadsteadError>[0], detail: ErrorDetail): RoadsteadError {
  return new RoadsteadError(code, detail);
}
