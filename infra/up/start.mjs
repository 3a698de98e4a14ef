import { join } from 'node:path';
import { build } from '../build/build.mjs';
import { ensurePrograms, requireFreePort } from '../services/index.mjs';
import { startAgent, untilOnline } from './agents.mjs';
import { apiClient, apiDatabase, apiEnvironment, bootstrap, migrate, startApi } from './control-plane.mjs';
import { clearDemoLeftovers, demoPlaces, startDemoFleet } from './demo-fleet.mjs';
import { showDemoRegistry } from './demo-registry.mjs';
import { endManagedEngine, findEngine, localPlace } from './engine.mjs';
import { FILES, FOLDERS } from './folders.mjs';
import { tellLoggedErrors } from './log-errors.mjs';
import { hostWords } from './ready.mjs';
import { rebuildOnChange } from './rebuild.mjs';
import { allEnded, STOP_ORDER } from './session.mjs';
import { openPostgres, openRedis } from './stores.mjs';

/**
 * Starts everything; what stands in one line below goes in parallel.
 *
 *   programs
 *   build · Postgres · Redis
 *   tables · the demo's hosts
 *   API, first administrator
 *   agents
 *
 * @param {import('./options.mjs').Options} options
 * @param {import('./session.mjs').Session} session
 * @returns {Promise<import('./ready.mjs').Ready>}
 */
export async function startEverything({ port, listen, demo, dev }, session) {
  await session.records.clearLeftovers(session.warn);
  await requireFreePort(port, 'Roadstead', `Stop that, or choose another port: npm start -- --port ${port + 1}`);
  const engine = await session.step('programs', prepareMachine, engineWords);

  const [, databaseUrl, redisUrl] = await allEnded([
    session.step('build', (tell) => build({ log: tell, signal: session.signal }), builtWords),
    openStore(session, 'Postgres', openPostgres, join(FOLDERS.postgres, 'postgres.log')),
    openStore(session, 'Redis', openRedis, join(FOLDERS.redis, 'redis.log')),
  ]);

  const database = apiDatabase(databaseUrl, !process.env.DATABASE_URL);
  const env = apiEnvironment({ databaseUrl: database.url, redisUrl, port });
  const [fleet] = await allEnded([
    demo ? startFleetAsOwn(session) : clearDemoLeftovers(),
    session.step(
      'database',
      () => migrate({ ...env, ...database.migration }),
      () => 'tables are up to date',
    ),
  ]);

  // The demo's hosts reach this machine at their gateway; 127.0.0.1 is always there.
  const apiEnv = { ...env, ROADSTEAD_LISTEN: [...listen, ...(fleet ? [fleet.gatewayAddress] : [])].join(',') };
  const api = await session.step(
    'API',
    () => keepApi(session, apiEnv),
    () => `http://localhost:${port}`,
  );
  const admin = await bootstrap(env);
  const client = apiClient(port, admin.token);
  if (fleet?.registry) {
    await showDemoRegistry(client, fleet.registry).catch((/** @type {Error} */ reason) => session.warn(reason.message));
  }

  const places = [
    ...(engine.mode === 'none' ? [] : [localPlace(engine, port)]),
    ...(fleet ? demoPlaces(fleet, port) : []),
  ];
  const hosts = await session.step(
    'hosts',
    async (tell) => {
      const since = Date.now();
      const agents = await allEnded(places.map((place) => keepAgent(session, place, client)));
      if (dev) rebuildOnChange(session, { api, agents });
      return untilOnline(client, places.length, since, tell);
    },
    hostWords,
  );
  return { port, admin, engine, fleet, hosts };
}

/** @param {(words: string) => void} tell */
async function prepareMachine(tell) {
  const stores = [
    ...(process.env.DATABASE_URL ? [] : ['postgres']),
    ...(process.env.REDIS_URL ? [] : ['redis-server']),
  ];
  await ensurePrograms(stores, { log: tell });
  return findEngine(tell);
}

/** @param {import('./engine.mjs').LocalEngine} engine */
function engineWords(engine) {
  if (engine.mode === 'attach') return `all there; this machine's engine is at ${engine.socket}`;
  return engine.mode === 'managed' ? 'all there; this machine gets an engine of its own' : 'all there';
}

/** @param {string[]} steps */
function builtWords(steps) {
  return steps.length > 0 ? `built ${steps.length} of its parts` : 'nothing has changed';
}

/**
 * @param {import('./session.mjs').Session} session
 * @param {string} name
 * @param {(note: import('./terminal.mjs').Tell) => Promise<import('./stores.mjs').Store>} open
 * @param {string} logFile
 * @returns {Promise<string>} its URL
 */
async function openStore(session, name, open, logFile) {
  const { url } = await session.step(
    name,
    async (_tell, note) => {
      const store = await open(note);
      if (store.service) session.keep(name, STOP_ORDER.stores, store.service, logFile);
      return store;
    },
    (store) => store.words,
  );
  return url;
}

/** @param {import('./session.mjs').Session} session */
function startFleetAsOwn(session) {
  return session.step(
    'demo hosts',
    async (tell) => {
      const fleet = await startDemoFleet(tell);
      session.own('demo hosts', STOP_ORDER.engines, fleet.stop);
      return fleet;
    },
    (fleet) => `${fleet.engines.map((engine) => engine.name).join(', ')}, and a registry`,
  );
}

/**
 * @param {import('./session.mjs').Session} session
 * @param {NodeJS.ProcessEnv} env
 */
async function keepApi(session, env) {
  const running = await startApi(env, session.records);
  const stopTelling = tellLoggedErrors(FILES.apiLog, session.warn);
  session.signal.addEventListener('abort', stopTelling);
  return session.keep('API', STOP_ORDER.api, running, FILES.apiLog);
}

/**
 * @param {import('./session.mjs').Session} session
 * @param {import('./agents.mjs').AgentPlace} place
 * @param {ReturnType<typeof apiClient>} client
 */
async function keepAgent(session, place, client) {
  const { child, logFile } = await startAgent(place, { client, records: session.records });
  if (place.managed) session.own('Docker engine', STOP_ORDER.engines, endManagedEngine);
  return session.keep(`agent ${place.name}`, STOP_ORDER.agents, child, logFile);
}
