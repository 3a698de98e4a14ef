import { z } from 'zod';
import { CreatedJoinToken, CreateJoinTokenBody, Host, UpdateHostBody } from '../hosts.js';
import { Overview } from '../overview.js';
import { defineRoutes } from './route-contract.js';

export const HOST_ROUTES = defineRoutes({
  overview: {
    method: 'GET',
    path: '/overview',
    summary: 'Is everything all right?',
    permission: 'fleet.read',
    status: 200,
    response: Overview,
  },
  listHosts: {
    method: 'GET',
    path: '/hosts',
    summary: 'All hosts',
    permission: 'fleet.read',
    status: 200,
    response: z.array(Host),
  },
  getHost: {
    method: 'GET',
    path: '/hosts/:hostId',
    summary: 'One host',
    permission: 'fleet.read',
    status: 200,
    response: Host,
  },
  updateHost: {
    method: 'PATCH',
    path: '/hosts/:hostId',
    summary: 'Rename or label a host',
    permission: 'hosts.manage',
    body: UpdateHostBody,
    status: 200,
    response: Host,
  },
  revokeHost: {
    method: 'DELETE',
    path: '/hosts/:hostId',
    summary: 'Revoke a host: its agent is cut off at once; its history stays',
    permission: 'hosts.manage',
    status: 204,
  },
  createJoinToken: {
    method: 'POST',
    path: '/join-tokens',
    summary: 'Make a join token; shown once',
    permission: 'hosts.manage',
    body: CreateJoinTokenBody,
    status: 201,
    response: CreatedJoinToken,
  },
});
