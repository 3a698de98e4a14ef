import { describe, expect, it } from '@jest/globals';
import { isAllowed, Permission } from './role.js';

describe('roles', () => {
  it('let a viewer read the fleet and nothing more', () => {
    expect(Permission.options.filter((permission) => isAllowed('viewer', permission))).toEqual(['fleet.read']);
  });

  it('keep hosts and tokens for admins', () => {
    expect(isAllowed('operator', 'jobs.run')).toBe(true);
    expect(isAllowed('operator', 'hosts.manage')).toBe(false);
    expect(isAllowed('admin', 'hosts.manage')).toBe(true);
  });
});
