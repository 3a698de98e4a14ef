import { z } from 'zod';
import { ApiToken, CreateApiTokenBody, CreatedApiToken, CurrentUser, LoginBody } from '../auth.js';
import { UserName } from '../registries.js';
import { defineRoutes } from './route-contract.js';

export const AUTH_ROUTES = defineRoutes({
  login: {
    method: 'POST',
    path: '/auth/login',
    summary: 'Sign in; sets the session cookie',
    permission: 'public',
    body: LoginBody,
    status: 200,
    response: CurrentUser,
  },
  logout: {
    method: 'POST',
    path: '/auth/logout',
    summary: 'Sign out; ends the session',
    permission: 'signed-in',
    status: 204,
  },
  currentUser: {
    method: 'GET',
    path: '/auth/me',
    summary: 'Who is signed in',
    permission: 'signed-in',
    status: 200,
    response: CurrentUser,
  },
  listApiTokens: {
    method: 'GET',
    path: '/auth/tokens',
    summary: 'API tokens of the signed-in user',
    permission: 'tokens.manage',
    status: 200,
    response: z.array(ApiToken),
  },
  createApiToken: {
    method: 'POST',
    path: '/auth/tokens',
    summary: 'Make an API token; shown once',
    permission: 'tokens.manage',
    body: CreateApiTokenBody,
    status: 201,
    response: CreatedApiToken,
  },
  deleteApiToken: {
    method: 'DELETE',
    path: '/auth/tokens/:tokenId',
    summary: 'Delete an API token',
    permission: 'tokens.manage',
    status: 204,
  },
  listUserNames: {
    method: 'GET',
    path: '/users/names',
    summary: 'Names of the users, for choosing who may use a registry',
    permission: 'registries.manage',
    status: 200,
    response: z.array(UserName),
  },
});
