import { isNativeError } from 'node:util/types';
import { type Reason, type ReasonCode, reason } from '@roadstead/domain';

/** Why a connection came to nothing, by the code of Node or OpenSSL, as the end of a sentence. */
const REASONS: Readonly<Record<string, ReasonCode>> = {
  ENOTFOUND: 'host-not-found',
  EAI_AGAIN: 'name-server-silent',
  ECONNREFUSED: 'nothing-listens',
  ECONNRESET: 'broken-off',
  EPIPE: 'broken-off',
  EHOSTUNREACH: 'no-route',
  ENETUNREACH: 'no-route',
  ETIMEDOUT: 'host-silent',
  EPROTO: 'no-tls',
  ERR_SSL_WRONG_VERSION_NUMBER: 'no-tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'no-tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted-authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted-authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted-authority',
  CERT_HAS_EXPIRED: 'certificate-expired',
  CERT_NOT_YET_VALID: 'certificate-not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-for-another',
};

/** A connection that ended for a reason of ours. */
export class ReasonError extends Error {
  constructor(readonly why: Reason) {
    super(why.reason);
  }
}

/** In words that an operator can act on; what is not known is told as it was said. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof ReasonError) return error.why;
  if (!isNativeError(error)) return { reason: String(error) };
  const { code, errors } = error as NodeJS.ErrnoException & Partial<AggregateError>;
  if (errors?.[0] !== undefined) return reasonOf(errors[0]);
  const known = code === undefined ? undefined : REASONS[code];
  return known === undefined ? { reason: error.message } : reason(known);
}
