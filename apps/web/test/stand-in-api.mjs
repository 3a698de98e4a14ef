import { randomUUID } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Server } from 'socket.io';
import { WebSocketServer } from 'ws';
import { standInAudit } from './stand-in-audit.mjs';
import { BUILD_PARAMS, buildAt } from './stand-in-builds.mjs';
import { detailOf, timelineOf } from './stand-in-containers.mjs';
import {
  countAll,
  makeFleet,
  makeHost,
  makeJob,
  nextRevision,
  overviewOf,
  pullLayers,
  removalOf,
} from './stand-in-fleet.mjs';
import { EMPTY_PAGE, serveLog } from './stand-in-log.mjs';
import { standInUploads } from './stand-in-uploads.mjs';

const OUT = fileURLToPath(new URL('../out', import.meta.url));
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};
const PASSWORD = 'anchor';
const TICK_MS = 250;
const ALLOWED_FAILURES = 4;

/**
 * A stand-in for the control plane: serves `out/` and answers as libs/contract says, with a made-up fleet. It is for
 * working on the page and for its own tests; what the page does with the real API is proved elsewhere.
 * @param {{ scene?: 'well' | 'trouble' | 'empty' | 'large', port?: number, signedIn?: boolean }} options
 */
export async function startStandIn({ scene = 'well', port = 0, signedIn = false } = {}) {
  const fleet = makeFleet(scene);
  const state = {
    failures: 0,
    user: { id: randomUUID(), username: 'admin', role: 'admin' },
    flooding: true,
    linesSent: 0,
  };
  const uploads = standInUploads(state.user.username);
  const audit = standInAudit(fleet);
  const sessions = new Set(signedIn ? ['standing'] : []);
  const http = createServer((request, response) => {
    answer(request, response).catch((error) => {
      console.error(error);
      reply(response, 500, { error: { code: 'internal.unexpected', message: String(error), detail: {} } });
    });
  });
  const io = new Server(http, { serveClient: false, destroyUpgrade: false });
  const live = io.of('/live');
  const logs = new WebSocketServer({ noServer: true });

  live.on('connection', (socket) => {
    socket.on('subscribe', (topic, done) => {
      socket.join(topic);
      done({ ok: true, data: snapshot(topic) });
    });
    socket.on('unsubscribe', (topic) => socket.leave(topic));
  });
  http.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url, 'http://x');
    const match = url.pathname.match(/^\/api\/v1\/hosts\/([^/]+)\/containers\/([^/]+)\/logs$/);
    if (match === null) return;
    const container = fleet.containers.find((c) => c.id === match[2]);
    logs.handleUpgrade(request, socket, head, (ws) => serveLog(ws, container, url.searchParams, state));
  });

  const isSignedIn = (request) =>
    signedIn || sessions.has(/session=(\S+?)(?:;|$)/.exec(request.headers.cookie ?? '')?.[1]);

  function snapshot(topic) {
    if (topic === 'overview') return { overview: overviewOf(fleet) };
    if (topic === 'hosts') return { hosts: fleet.hosts };
    if (topic === 'jobs') return { jobs: fleet.jobs.slice(0, 100) };
    const [kind, id] = topic.split('/');
    if (kind === 'host') return { hosts: fleet.hosts.filter((h) => h.id === id) };
    if (kind === 'job') return { jobs: fleet.jobs.filter((j) => j.id === id) };
    if (kind === 'batch') return { jobs: fleet.jobs.filter((j) => j.batchId === id) };
    return {};
  }

  function tell(topic, delta) {
    live.to(topic).emit('delta', { topic, ...delta });
  }
  function tellJob(job) {
    tell('jobs', { jobs: [job] });
    tell(`job/${job.id}`, { jobs: [job] });
    tell(`batch/${job.batchId}`, { jobs: [job] });
  }

  async function answer(request, response) {
    const url = new URL(request.url, 'http://x');
    if (!url.pathname.startsWith('/api/v1')) return serveFile(url.pathname, response);
    const path = url.pathname.slice('/api/v1'.length);
    const query = Object.fromEntries(url.searchParams);
    if (path.startsWith('/uploads') && request.method !== 'GET')
      return uploads.answer(request, response, path.split('/')[2]);
    const body = await readBody(request);
    if (path === '/auth/login') return signIn(body, response);
    if (!isSignedIn(request)) return fail(response, 401, 'auth.required', 'Sign in first, or send an API token.');
    const [, noun, id, sub, subId] = path.split('/').map(decodeURIComponent);
    const route = `${request.method} /${noun}${id === undefined ? '' : '/:id'}${sub === undefined ? '' : `/${sub}`}${subId === undefined ? '' : '/:sub'}`;
    if (path.endsWith('/logs/page')) return reply(response, 200, EMPTY_PAGE);
    switch (route) {
      case 'GET /auth/:id':
        return reply(response, 200, state.user);
      case 'POST /auth/:id':
        sessions.clear();
        return reply(response, 204);
      case 'GET /overview':
        return reply(response, 200, overviewOf(fleet));
      case 'GET /hosts':
        return reply(response, 200, fleet.hosts);
      case 'GET /hosts/:id':
        return one(
          response,
          fleet.hosts.find((h) => h.id === id),
          'host.unknown',
          `There is no host ${id}.`,
        );
      case 'PATCH /hosts/:id': {
        const host = Object.assign(
          fleet.hosts.find((h) => h.id === id),
          body,
          { revision: nextRevision() },
        );
        tell('hosts', { hosts: [host] });
        return reply(response, 200, host);
      }
      case 'DELETE /hosts/:id':
        fleet.hosts = fleet.hosts.filter((h) => h.id !== id);
        tell('hosts', { removedHosts: [id] });
        return reply(response, 204);
      case 'POST /join-tokens':
        return reply(response, 201, {
          id: randomUUID(),
          token: 'rsj_4mW…',
          expiresAt: new Date(Date.now() + body.expiresInMinutes * 60_000).toISOString(),
          command: `curl -fsSL http://${request.headers.host}/agent/install.sh | sh -s -- --token rsj_4mWq8ZtUe2Vd0LxKsYb7TnQf`,
        });
      case 'GET /containers':
        return reply(response, 200, page(filterContainers(query), query));
      case 'GET /hosts/:id/containers/:sub': {
        const container = fleet.containers.find((c) => c.id.startsWith(subId));
        const view = { detail: detailOf, timeline: timelineOf }[path.split('/')[5]];
        return one(
          response,
          container && view ? view(container) : container,
          'container.unknown',
          `There is no container ${subId}. It may have been removed.`,
        );
      }
      case 'GET /images':
        return reply(response, 200, page(filterImages(query), query));
      case 'GET /images/:id':
        return one(
          response,
          fleet.images.find((i) => i.id === id),
          'image.unknown',
          `There is no image ${id} in the fleet.`,
        );
      case 'GET /images/:id/layers':
        return reply(response, 200, fleet.images.find((i) => i.id === id).layers);
      case 'GET /hosts/:id/images/:sub':
        return reply(response, 200, removalOf(fleet, id, subId));
      case 'GET /registries':
        return reply(response, 200, fleet.registries);
      case 'POST /jobs':
        return createJobs(body, response);
      case 'GET /jobs':
        return reply(response, 200, page(filterJobs(query), query));
      case 'GET /jobs/:id': {
        const job = fleet.jobs.find((j) => j.id === id);
        const attempts =
          job?.startedAt === undefined
            ? []
            : [{ attempt: 1, startedAt: job.startedAt, endedAt: job.endedAt, outcome: job.endedAt && job.state }];
        return one(response, job && { ...job, attempts }, 'job.unknown', `There is no job ${id}.`);
      }
      case 'GET /jobs/:id/log':
        return sendLog(
          fleet.jobs.find((j) => j.id === id),
          query,
          response,
        );
      case 'GET /batches/:id':
        return one(response, batchOf(id), 'batch.unknown', `There is no batch ${id}.`);
      case 'GET /audit/:id': {
        const answered = audit(id, query);
        if (answered !== undefined) return reply(response, 200, answered);
        break;
      }
      case 'GET /uploads':
        return reply(response, 200, uploads.list());
      case 'GET /upload-limits':
        return reply(response, 200, uploads.limits);
      case 'POST /jobs/:id/cancel': {
        const job = fleet.jobs.find((j) => j.id === id);
        Object.assign(job, {
          cancelRequested: true,
          state: 'canceled',
          endedAt: new Date().toISOString(),
          revision: nextRevision(),
        });
        tellJob(job);
        return reply(response, 202, job);
      }
    }
    return fail(response, 404, 'route.unknown', `There is nothing at ${path}.`, { path });
  }

  function signIn({ password }, response) {
    if (state.failures > ALLOWED_FAILURES)
      return fail(response, 429, 'auth.rate-limited', 'Too many attempts. Try again in 12 seconds.', { seconds: 12 });
    if (password !== PASSWORD) {
      state.failures += 1;
      return fail(response, 401, 'auth.wrong-credentials', 'Wrong user name or password.');
    }
    const session = randomUUID();
    sessions.add(session);
    response.setHeader('set-cookie', `session=${session}; Path=/; HttpOnly; SameSite=Lax`);
    return reply(response, 200, state.user);
  }

  function createJobs({ kind, hostIds, params }, response) {
    const batchId = randomUUID();
    const jobs = hostIds.map((hostId) => {
      const host = fleet.hosts.find((h) => h.id === hostId);
      if (kind === 'image.build')
        return makeJob(host, batchId, undefined, {
          kind,
          params,
          state: 'running',
          attempt: 1,
          startedAt: new Date().toISOString(),
        });
      if (host.status !== 'online')
        return makeJob(host, batchId, params.reference, { state: 'waiting-for-host', waitingFor: 'host', params });
      return makeJob(host, batchId, params.reference, {
        state: 'running',
        attempt: 1,
        startedAt: new Date().toISOString(),
        params,
        progress: { layers: pullLayers(params.reference), bytesDone: 0, bytesTotal: 198_112_000, bytesPerSecond: 0 },
      });
    });
    fleet.jobs.unshift(...jobs);
    for (const job of jobs) tellJob(job);
    return reply(response, 202, { batchId, jobs });
  }

  const has = (q, ...texts) => q === undefined || texts.join(' ').toLowerCase().includes(q.toLowerCase());
  function filterContainers({ q, host, state: wanted, health, sort = 'name', order }) {
    const rows = fleet.containers.filter(
      (c) =>
        (host === undefined || c.hostId === host) &&
        (wanted === undefined || c.state === wanted) &&
        (health === undefined || c.health === health) &&
        has(q, c.name, c.imageReference, c.command, c.id, c.hostName),
    );
    const key = {
      name: 'name',
      host: 'hostName',
      image: 'imageReference',
      state: 'state',
      created: 'createdAt',
      started: 'startedAt',
    }[sort];
    return ordered(rows, (c) => c[key] ?? '', order);
  }
  function filterImages({ q, host, untagged, sort = 'reference', order }) {
    const rows = fleet.images.filter(
      (i) =>
        (host === undefined || i.hosts.some((h) => h.hostId === host)) &&
        (untagged === undefined || (untagged === 'true') === (i.references.length === 0)) &&
        has(q, ...i.references, i.id),
    );
    const key = {
      reference: (i) => i.references[0] ?? '~',
      size: (i) => i.size,
      created: (i) => i.createdAt,
      hosts: (i) => i.hosts.length,
      containers: (i) => i.runningCount,
    }[sort];
    return ordered(rows, key, order);
  }
  function batchOf(id) {
    const jobs = fleet.jobs.filter((j) => j.batchId === id);
    if (jobs.length === 0) return undefined;
    const counts = Object.fromEntries(
      jobs.map(({ state: each }) => [each, jobs.filter((j) => j.state === each).length]),
    );
    const [{ kind, createdBy, createdAt }] = jobs;
    return { id, kind, createdBy, createdAt, counts, stopped: false, jobs };
  }
  function sendLog(job, { after = '0' }, response) {
    const text =
      job?.kind === 'image.build'
        ? buildOf(job).log
        : 'Pulling from shop/web\nDigest: sha256:9f1e…\nStatus: Downloaded newer image for shop/web:2.5.0\n';
    response.setHeader('content-type', 'text/plain; charset=utf-8');
    response.setHeader('x-job-log-position', String(text.length));
    return response.end(text.slice(Number(after)));
  }
  /** One that runs, one that failed. */
  function addBuilds() {
    const [first, second] = fleet.hosts;
    if (fleet.jobs.length === 0) return;
    for (const [host, age, fails] of [
      [first, 0, false],
      [second, 3_600_000, true],
    ]) {
      const startedAt = new Date(Date.now() - age).toISOString();
      const job = makeJob(host, randomUUID(), undefined, {
        kind: 'image.build',
        params: BUILD_PARAMS,
        state: 'running',
        attempt: 1,
        createdAt: startedAt,
        startedAt,
        fails,
      });
      advanceBuild(job);
      // Not the newest: what is first in the list is a pull.
      fleet.jobs.splice(5, 0, job);
    }
  }
  function buildOf(job) {
    const startedAt = Date.parse(job.startedAt);
    return buildAt(startedAt, Date.now() - startedAt, job.fails);
  }
  function advanceBuild(job) {
    const { progress, ending } = buildOf(job);
    Object.assign(job, { progress, progressSequence: job.progressSequence + 1 });
    if (ending !== undefined)
      Object.assign(job, { state: ending, endedAt: new Date().toISOString(), revision: nextRevision() });
    if (ending === 'succeeded') job.result = { imageId: fleet.images[0].id };
    if (ending === 'failed')
      job.error = {
        code: 'build.failed',
        message: '',
        detail: { step: 'RUN npm run build', reason: progress.steps.at(-1).error },
      };
    tellJob(job);
    tell(`job/${job.id}`, { wrote: true });
  }
  function filterJobs({ q, host, batch, kind, state: wanted }) {
    return fleet.jobs.filter(
      (j) =>
        (host === undefined || j.hostId === host) &&
        (batch === undefined || j.batchId === batch) &&
        (kind === undefined || j.kind === kind) &&
        (wanted === undefined || (wanted === 'active' ? j.endedAt === undefined : j.state === wanted)) &&
        has(q, j.params.reference, j.hostName),
    );
  }

  /** Moves every running pull on, one layer after the other. */
  function tick() {
    for (const job of fleet.jobs) {
      if (job.state === 'running') (job.kind === 'image.build' ? advanceBuild : advance)(job);
    }
  }
  function advance(job) {
    const { progress } = job;
    const rate = job.hostName.endsWith('1') ? 3_400_000 : 2_300_000;
    let spare = rate * (TICK_MS / 250);
    const layers = progress.layers.map((l) => {
      if (l.phase === 'already-exists' || l.phase === 'complete') return l;
      if (spare <= 0) return l.phase === 'waiting' ? l : l;
      if (l.phase === 'waiting' || l.phase === 'downloading') {
        const current = Math.min(l.size, (l.phase === 'downloading' ? l.current : 0) + spare / 2);
        spare /= 2;
        return current >= l.size
          ? { ...l, phase: 'extracting', current: 0, total: l.size * 2.4 }
          : { ...l, phase: 'downloading', current, total: l.size };
      }
      const current = l.current + 14_000_000;
      return current >= l.total ? { layer: l.layer, size: l.size, phase: 'complete' } : { ...l, current };
    });
    const bytesDone = layers.reduce(
      (sum, l) =>
        sum + (l.phase === 'downloading' ? l.current : l.phase === 'extracting' || l.phase === 'complete' ? l.size : 0),
      0,
    );
    const bytesPerSecond = ((bytesDone - progress.bytesDone) * 1000) / TICK_MS;
    job.progress = {
      ...progress,
      layers,
      bytesDone,
      bytesPerSecond,
      secondsLeft: bytesPerSecond > 0 ? (progress.bytesTotal - bytesDone) / bytesPerSecond : undefined,
    };
    job.progressSequence += 1;
    if (layers.every((l) => l.phase === 'complete' || l.phase === 'already-exists')) {
      Object.assign(job, {
        state: 'succeeded',
        endedAt: new Date().toISOString(),
        revision: nextRevision(),
        result: { imageId: fleet.images[0].id, digest: fleet.images[0].id, changed: true },
      });
    }
    tellJob(job);
  }
  function beat() {
    const at = new Date().toISOString();
    for (const host of fleet.hosts) {
      if (host.status === 'online') Object.assign(host, { lastHeardAt: at, dataAsOf: at, revision: nextRevision() });
    }
    tell('hosts', { hosts: fleet.hosts });
    for (const host of fleet.hosts) tell(`host/${host.id}`, { hosts: [host] });
    tell('overview', { overview: overviewOf(fleet) });
  }
  addBuilds();
  const timers = [setInterval(tick, TICK_MS), setInterval(beat, 5_000)];

  await new Promise((resolve) => http.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    fleet,
    state,
    uploads,
    /** Sends a live delta as the control plane would. */
    tell,
    join(name) {
      const host = makeHost(name);
      fleet.hosts.push(host);
      countAll(fleet);
      tell('hosts', { hosts: [host] });
    },
    /** Cuts every live connection and refuses new ones until `restore`. */
    cut() {
      io.engine.opts.allowRequest = (_, done) => done('cut', false);
      live.disconnectSockets(true);
    },
    restore() {
      io.engine.opts.allowRequest = undefined;
    },
    async close() {
      for (const timer of timers) clearInterval(timer);
      for (const ws of logs.clients) ws.terminate();
      http.closeAllConnections();
      await io.close();
    },
  };
}

function ordered(rows, key, order = 'asc') {
  const sign = order === 'desc' ? -1 : 1;
  return [...rows].sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
function page(rows, { cursor = '0', limit = '100' }) {
  const end = Number(cursor) + Number(limit);
  return {
    items: rows.slice(Number(cursor), end),
    total: rows.length,
    nextCursor: end < rows.length ? String(end) : undefined,
  };
}
async function readBody(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? undefined : JSON.parse(text);
}
function reply(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
function one(response, row, code, message) {
  return row === undefined ? fail(response, 404, code, message) : reply(response, 200, row);
}
function fail(response, status, code, message, detail = {}) {
  reply(response, status, { error: { code, message, detail } });
}
function serveFile(path, response) {
  const candidates = [join(OUT, path), join(OUT, path, 'index.html')];
  const file = candidates.find((name) => name.startsWith(OUT) && existsSync(name) && statSync(name).isFile());
  response.writeHead(file === undefined ? 404 : 200, {
    'content-type': TYPES[extname(file ?? '.html')] ?? 'application/octet-stream',
  });
  createReadStream(file ?? join(OUT, '404.html')).pipe(response);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startStandIn({ scene: process.argv[2], port: Number(process.env.PORT ?? 0) });
  console.log(`${url}  (password: ${PASSWORD})`);
}
