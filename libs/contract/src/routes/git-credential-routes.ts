import { z } from 'zod';
import { CreateGitCredentialBody, GitCredential, UpdateGitCredentialBody } from '../git-credentials.js';
import { defineRoutes } from './route-contract.js';

export const GIT_CREDENTIAL_ROUTES = defineRoutes({
  listGitCredentials: {
    method: 'GET',
    path: '/git-credentials',
    summary: 'Credentials for Git hosts, without their passwords',
    permission: 'fleet.read',
    status: 200,
    response: z.array(GitCredential),
  },
  createGitCredential: {
    method: 'POST',
    path: '/git-credentials',
    summary: 'Add a credential for a Git host; it is kept encrypted',
    permission: 'registries.manage',
    body: CreateGitCredentialBody,
    status: 201,
    response: GitCredential,
  },
  updateGitCredential: {
    method: 'PATCH',
    path: '/git-credentials/:credentialId',
    summary: 'Change a credential for a Git host',
    permission: 'registries.manage',
    body: UpdateGitCredentialBody,
    status: 200,
    response: GitCredential,
  },
  deleteGitCredential: {
    method: 'DELETE',
    path: '/git-credentials/:credentialId',
    summary: 'Forget a credential for a Git host',
    permission: 'registries.manage',
    status: 204,
  },
});
