import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { RoadsteadError } from '@roadstead/domain';

/** @param base64 SPKI, DER. @throws RoadsteadError `request.invalid` where it is not an Ed25519 key */
export function readPublicKey(base64: string): KeyObject {
  try {
    const key = createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // Said below.
  }
  throw new RoadsteadError('request.invalid', { problem: 'publicKey: this is not an Ed25519 key (SPKI, DER, base64)' });
}

export function hasSigned(publicKey: string, message: string, signature: string): boolean {
  return verify(null, Buffer.from(message), readPublicKey(publicKey), Buffer.from(signature, 'base64'));
}
