import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from './program.js';

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const DAYS = '30';

/** Paths of PEM files. */
export interface KeyPair {
  certificate: string;
  key: string;
}

/** What is wrong with a certificate: nobody on this machine vouches for its authority; besides, it ended yesterday. */
export type CertificateFault = 'unknown-authority' | 'expired';

/** A certificate that vouches for itself. */
export async function makeSelfSigned(dir: string, name: string): Promise<KeyPair> {
  await mkdir(dir, { recursive: true });
  const pair = { certificate: join(dir, `${name}.pem`), key: join(dir, `${name}-key.pem`) };
  const files = ['-keyout', pair.key, '-out', pair.certificate];
  await openssl('req', '-x509', ...NEW_KEY, ...files, '-days', DAYS, '-subj', `/CN=roadstead test ${name}`);
  return pair;
}

/**
 * A server's certificate for these IP addresses, of an authority that exists in `dir` alone. Who trusts that authority
 * (`NODE_EXTRA_CA_CERTS`) finds fault with an expired certificate only.
 */
export async function makeFaultyCertificate(
  dir: string,
  fault: CertificateFault,
  addresses: string[],
): Promise<KeyPair & { authority: string }> {
  const authority = await makeSelfSigned(dir, 'authority');
  const pair = { certificate: join(dir, 'server.pem'), key: join(dir, 'server-key.pem') };
  const [request, extensions] = [join(dir, 'server.csr'), join(dir, 'server.ext')];
  await writeFile(extensions, `subjectAltName=${addresses.map((address) => `IP:${address}`).join(',')}\n`);
  await openssl('req', '-new', ...NEW_KEY, '-keyout', pair.key, '-out', request, '-subj', '/CN=registry');
  const signer = ['-CA', authority.certificate, '-CAkey', authority.key, '-CAcreateserial'];
  const days = fault === 'expired' ? '-1' : DAYS;
  const files = ['-in', request, '-out', pair.certificate, '-extfile', extensions];
  await openssl('x509', '-req', ...files, ...signer, '-days', days);
  return { ...pair, authority: authority.certificate };
}

function openssl(...args: string[]): Promise<string> {
  return runProgram('openssl', args);
}
