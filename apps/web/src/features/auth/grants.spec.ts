import { describe, expect, it } from '@jest/globals';
import { isAllowed, Permission, Role } from '@roadstead/domain';
import { GRANTS } from './grants';

describe('what the page offers to a role', () => {
  it.each(Role.options)('%s: is what the domain allows', (role) => {
    expect(Permission.options.filter((permission) => GRANTS[role].includes(permission))).toEqual(
      Permission.options.filter((permission) => isAllowed(role, permission)),
    );
  });
});
