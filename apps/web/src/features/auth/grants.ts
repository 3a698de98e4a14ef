import type { Permission, Role } from '@roadstead/domain';

const OPERATOR = [
  'fleet.read',
  'logs.read',
  'images.save',
  'jobs.run',
  'containers.manage',
  'containers.inspect',
  'containers.exec',
  'containers.files',
  'resources.manage',
] as const satisfies Permission[];

/** As in the domain's roles. The server decides; this only spares a button that would be refused. */
export const GRANTS: Record<Role, readonly Permission[]> = {
  viewer: ['fleet.read'],
  operator: OPERATOR,
  admin: [...OPERATOR, 'containers.elevate', 'hosts.manage', 'registries.manage', 'tokens.manage', 'audit.read'],
};
