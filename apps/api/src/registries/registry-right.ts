import type { CurrentUser } from '@roadstead/contract';
import { isAllowed } from '@roadstead/domain';
import type { StoredRegistry } from './registry-rows.js';

type Limits = Pick<StoredRegistry, 'allowedUsers' | 'allowedHostIds'>;

/** Whether a user may use a registry's credential on a host. */
export function mayUseOn({ allowedUsers, allowedHostIds }: Limits, username: string, hostId: string): boolean {
  return isIn(allowedUsers, username) && isIn(allowedHostIds, hostId);
}

/** Whether a user may look around in a registry with its credential: also those who may give themselves the right. */
export function mayBrowse(
  { allowedUsers }: Limits,
  { username, role }: Pick<CurrentUser, 'username' | 'role'>,
): boolean {
  return isIn(allowedUsers, username) || isAllowed(role, 'registries.manage');
}

/** An empty list limits nothing. */
function isIn(list: readonly string[], one: string): boolean {
  return list.length === 0 || list.includes(one);
}
