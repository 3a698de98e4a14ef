import { isNativeError } from 'node:util/types';

/** Why a connection came to nothing, by the code of Node or OpenSSL, as the end of a sentence. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'the name server does not answer',
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was broken off by the other side',
  EPIPE: 'the connection was broken off by the other side',
  EHOSTUNREACH: 'no route leads to the host',
  ENETUNREACH: 'no route leads to the host',
  ETIMEDOUT: 'the host does not answer',
  EPROTO: 'the other side does not speak TLS there',
  ERR_SSL_WRONG_VERSION_NUMBER: 'the other side does not speak TLS there',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'the other side does not speak TLS there',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by an authority that is not trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an authority that is not trusted',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** In words that an operator can act on; what is not known is told as it was said. */
export function reasonOf(error: unknown): string {
  if (!isNativeError(error)) return String(error);
  const { code, errors } = error as NodeJS.ErrnoException & Partial<AggregateError>;
  if (errors?.[0] !== undefined) return reasonOf(errors[0]);
  return (code !== undefined && REASONS[code]) || error.message;
}
