import { parseReference } from '@roadstead/domain';
import type { RegistryCredential } from '@roadstead/protocol';

/** The credential of the registry that a reference belongs to, if there is one. */
export function credentialFor(
  reference: string,
  credentials: readonly RegistryCredential[],
): RegistryCredential | undefined {
  const { registry } = parseReference(reference);
  return credentials.find(({ serverAddress }) => serverAddress === registry);
}
