import { RoadsteadError } from '@roadstead/domain';
import type { BodyOf } from '../platform/http/route.js';
import type { RegistryAccess } from './client/registry-access.js';
import type { StoredRegistry } from './registry-rows.js';

/** What a change does to the credential. */
export type CredentialEdit =
  | { readonly type: 'keep' }
  | { readonly type: 'forget' }
  | { readonly type: 'replace'; readonly credential: NonNullable<RegistryAccess['credential']> };

/**
 * A password is for one user at one address: if one of both changes, it has to be given again.
 * @throws RoadsteadError `request.invalid`
 */
export function credentialEdit(stored: StoredRegistry, change: BodyOf<'updateRegistry'>): CredentialEdit {
  const { password } = change;
  if (change.username === null) {
    if (password !== undefined) throw invalid('a password needs a user name');
    return { type: 'forget' };
  }
  const username = change.username ?? stored.username;
  if (password !== undefined) {
    if (username === null) throw invalid('a password needs a user name');
    return { type: 'replace', credential: { username, password } };
  }
  const isElsewhere = change.address !== undefined && change.address !== stored.address;
  if (username !== stored.username || (isElsewhere && stored.password !== null)) {
    throw invalid('enter the password for this user name and address');
  }
  return { type: 'keep' };
}

function invalid(problem: string): RoadsteadError {
  return new RoadsteadError('request.invalid', { problem: `password: ${problem}` });
}
