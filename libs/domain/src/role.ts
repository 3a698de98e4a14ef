import { z } from 'zod';

export const Role = z.enum(['admin', 'operator', 'viewer']);
export type Role = z.infer<typeof Role>;

/**
 * What a route or socket event may ask for. Every one names exactly one.
 *
 * `containers.elevate` runs what may take the host itself; `containers.inspect` shows environments, and so the secrets in them; `containers.exec` opens terminals; `resources.manage`
 * makes and removes volumes and networks. `audit.read` shows who did what and from where, failed sign-ins included: it is about
 * those who operate, and so not theirs.
 */
export const Permission = z.enum([
  'fleet.read',
  'logs.read',
  'images.save',
  'jobs.run',
  'containers.manage',
  'containers.elevate',
  'containers.inspect',
  'containers.exec',
  'containers.files',
  'resources.manage',
  'hosts.manage',
  'registries.manage',
  'tokens.manage',
  'audit.read',
]);
export type Permission = z.infer<typeof Permission>;

const GRANTS: Record<Role, readonly Permission[]> = {
  viewer: ['fleet.read'],
  operator: [
    'fleet.read',
    'logs.read',
    'images.save',
    'jobs.run',
    'containers.manage',
    'containers.inspect',
    'containers.exec',
    'containers.files',
    'resources.manage',
  ],
  admin: Permission.options,
};

export function isAllowed(role: Role, permission: Permission): boolean {
  return GRANTS[role].includes(permission);
}
