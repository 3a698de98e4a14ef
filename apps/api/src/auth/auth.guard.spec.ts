import 'reflect-metadata';
import { describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { AuthGuard } from './auth.guard.js';
import type { AuthService } from './auth.service.js';

describe('AuthGuard', () => {
  it('refuses a handler that names no route of the contract and no reason to be open', async () => {
    const guard = new AuthGuard({} as AuthService);
    const context = { getType: () => 'http', getHandler: () => () => undefined } as unknown as ExecutionContext;
    await expect(guard.canActivate(context)).rejects.toMatchObject({ code: 'auth.required' });
  });
});
