import type { Permission, Role } from '@roadstead/domain';

/** As in the domain's roles. The server decides; this only spares a button that would be refused. */
export const GRANTS: Record<Role, readonly Permission[]> = {
  viewer: ['fleet.read'],
  operator: ['fleet.read', 'logs.read', 'images.save', 'jobs.run'],
  admin: ['fleet.read', 'logs.read', 'images.save', 'jobs.run', 'hosts.manage', 'registries.manage', 'tokens.manage'],
};
