import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { API_PREFIX, LIVE_NAMESPACE, ROUTES, type RouteContract } from '@roadstead/contract';
import { isAllowed, type Permission, Role } from '@roadstead/domain';
import { AGENT_NAMESPACE, AGENT_PATHS, EVENTS, SOCKET_PATH } from '@roadstead/protocol';
import { io } from 'socket.io-client';
import { AgentSockets } from '../src/agents/agent-sockets.service.js';
import { ApiHarness } from './api-harness.js';

/** Routes that ask for no user. A new one is to be weighed, and added here by hand. */
const OPEN_ROUTES = [
  'GET /*',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'GET /api/openapi.json',
  'GET /api/docs',
  `GET ${AGENT_PATHS.installScript}`,
  `GET ${AGENT_PATHS.bundle}`,
  `POST ${AGENT_PATHS.enrol}`,
  `POST ${AGENT_PATHS.challenge}`,
  `POST ${AGENT_PATHS.stream}`,
  `GET ${AGENT_PATHS.stream}`,
  `GET ${AGENT_PATHS.jobInput}`,
  `POST ${API_PREFIX}/auth/login`,
];
const UUID = '01890000-0000-7000-8000-000000000000';
const contract: [string, RouteContract][] = Object.entries(ROUTES);
const guarded = contract.filter(([, { permission }]) => permission !== 'public');
const pathOf = ({ path }: RouteContract) => path.replace(/:\w+/g, UUID);

describe('guards', () => {
  let api: ApiHarness;
  const tokens = new Map<Role, string>();

  beforeAll(async () => {
    api = await ApiHarness.start();
    for (const role of Role.options) tokens.set(role, (await api.addUser(role)).token);
  });
  afterAll(() => api?.stop());

  it('every route of the application is in the contract, or in the list of open ones', () => {
    const inContract = contract.map(([, { method, path }]) => `${method} ${API_PREFIX}${path}`);
    // The framework answers HEAD by GET: only where a route is made for it is it one of its own.
    const served = api.routes.filter((route) => !route.startsWith('HEAD ') || inContract.includes(route));
    expect(served.filter((route) => !inContract.includes(route) && !OPEN_ROUTES.includes(route))).toEqual([]);
    expect(inContract.filter((route) => !served.includes(route))).toEqual([]);
  });

  it.each(guarded)('%s refuses who shows no credential, a wrong one, or an expired one', async (_name, route) => {
    const expired = await expiredToken(api);
    for (const token of [undefined, 'rst_wrong', expired]) {
      const answer = await api.request(route.method, pathOf(route), { token });
      const code = route.method === 'HEAD' ? 'auth.required' : answer.body.error.code;
      expect([answer.status, code]).toEqual([401, 'auth.required']);
    }
  });

  it.each(guarded)('%s lets in the roles that have its permission, and no other', async (_name, route) => {
    for (const role of Role.options) {
      const { status, body } = await api.request(route.method, pathOf(route), { token: tokens.get(role) });
      const allowed = route.permission === 'signed-in' || isAllowed(role, route.permission as Permission);
      const refused = route.method === 'HEAD' ? status === 403 : body?.error?.code === 'auth.forbidden';
      expect([role, status === 401 || refused]).toEqual([role, !allowed]);
    }
  });

  it('agents may send the events of the catalog, and nothing else is listened to', async () => {
    const agent = await api.connectedHost();
    const [socket] = [...api.app.get(AgentSockets, { strict: false }).namespace.sockets.values()];
    const ownEvents = ['disconnect', 'disconnecting', 'error'];
    const heard = socket?.eventNames().filter((name) => !ownEvents.includes(String(name)));
    expect(heard?.sort()).toEqual(Object.keys(EVENTS).sort());
    agent.disconnect();
  });

  it('there are two namespaces; each refuses who does not prove who he is, and the root refuses everybody', async () => {
    for (const namespace of ['/', AGENT_NAMESPACE, LIVE_NAMESPACE]) {
      for (const auth of [{}, { token: 'rst_wrong' }, { token: 1 }, { hostId: UUID, nonce: 'x', signature: 'eA==' }]) {
        expect(await refusalOf(api, namespace, auth)).toMatch(/^(auth\.required|agent\.unauthenticated|Sign in first)/);
      }
    }
    expect(await refusalOf(api, '/another', {})).toBe('Invalid namespace');
  });

  it('a browser from another site gets no socket', async () => {
    const extraHeaders = { origin: 'https://evil.example' };
    expect(await refusalOf(api, LIVE_NAMESPACE, { token: tokens.get('admin') }, extraHeaders)).toBe('websocket error');
  });
});

async function expiredToken(api: ApiHarness): Promise<string> {
  const { token } = await api.addUser('admin');
  const { createHash } = await import('node:crypto');
  const hash = createHash('sha256').update(token).digest('hex');
  await api.query(`UPDATE api_tokens SET expires_at = now() - interval '1 second' WHERE secret_hash = $1`, [hash]);
  return token;
}

/** The code, or where there is none the words, with which a connect is refused. */
function refusalOf(api: ApiHarness, namespace: string, auth: object, extraHeaders = {}): Promise<string> {
  const socket = io(api.url + namespace, {
    path: SOCKET_PATH,
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth,
    extraHeaders,
  });
  return new Promise<string>((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('connect_error', (error) => {
      resolve((error as { data?: { code?: string } }).data?.code ?? error.message);
    });
  }).finally(() => socket.close());
}
