import { isAllowed, RoadsteadError } from '@roadstead/domain';
import type { Caller } from './hosts.service.js';

/** What reaches the host itself is for those who may run such containers. @throws RoadsteadError `auth.forbidden` */
export function requireElevation({ user: { role } }: Caller): void {
  if (!isAllowed(role, 'containers.elevate')) {
    throw new RoadsteadError('auth.forbidden', { role, permission: 'containers.elevate' });
  }
}
