import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { commandHandlers } from './commands/command-handlers.js';
import { type AgentConfig, ConfigError, parseConfig } from './config/agent-config.js';
import { createLogger } from './config/logger.js';
import { ControlPlane } from './connection/control-plane.js';
import { ControlPlaneHttp } from './connection/control-plane-http.js';
import { Enrolment } from './connection/enrolment.js';
import { Heartbeat } from './connection/heartbeat.js';
import { IdentityStore } from './connection/identity-store.js';
import { DockerEngine } from './engine/docker-engine.js';
import { ManagedEngine } from './engine/managed/managed-engine.js';
import { Inventory } from './inventory/inventory.js';
import { createExecutors } from './jobs/executors.js';
import { JobInputs } from './jobs/job-input.js';
import { JobOutbox } from './jobs/job-outbox.js';
import { JobRunner } from './jobs/job-runner.js';
import { ContainerLogs } from './logs/container-logs.js';
import { StatsSampler } from './stats/stats-sampler.js';
import { FileStreams } from './streams/file-streams.js';
import { StreamDialler } from './streams/stream-dialler.js';
import { StreamFetcher } from './streams/stream-fetcher.js';
import { TerminalNotices } from './terminals/terminal-notices.js';
import { TerminalTraces } from './terminals/terminal-traces.js';
import { Terminals } from './terminals/terminals.js';
import { AGENT_VERSION } from './version.js';

/**
 * The heap may grow to twice of what lives before it is collected as a whole: it is small, and V8's own choice, a tenth more,
 * has it collected again and again for the bytes of contexts and logs that only pass through.
 */
const HEAP_GROWING_PERCENT = 100;

/** The start cannot go on until a person has acted: a supervisor need not try again at once. */
const EXIT_CONFIG = 2;

/** Runs the agent until the signal. @throws ConfigError in words for the person who started it */
async function runAgent(config: AgentConfig, signal: AbortSignal): Promise<void> {
  const { controlPlaneUrl: url, hostname } = config;
  const log = createLogger(config.logLevel);
  const http = new ControlPlaneHttp(url);
  const enrolment = new Enrolment(config, new IdentityStore(config.stateDir), http, log);
  // Nothing is begun on a host that a person has to set up first.
  await enrolment.known();

  const engine = new DockerEngine(config.engine.socketPath, hostname, join(config.stateDir, 'contexts'));
  const inventory = new Inventory(engine, log);
  const outbox = new JobOutbox(log);
  const jobs = new JobRunner({
    executors: createExecutors(engine),
    inputs: new JobInputs(url, hostname),
    outbox,
    host: hostname,
    log,
  });
  const fileStreams = new FileStreams(engine.files, new StreamFetcher(url, hostname), hostname);
  const streams = new StreamDialler(url, engine, fileStreams, new ContainerLogs(engine), log);
  const notices = new TerminalNotices(log);
  const terminals = new Terminals({
    url,
    host: hostname,
    engine: engine.terminals,
    config: config.terminals,
    notices,
    traces: new TerminalTraces(config.stateDir, log),
    log,
  });
  const heartbeat = new Heartbeat({ state: () => inventory.state(), onResync: () => inventory.requestList(), log });
  const stats = new StatsSampler({ source: () => engine.stats, running: () => inventory.liveContainers(), log });
  const controlPlane = new ControlPlane({
    url,
    agentVersion: AGENT_VERSION,
    enrolment,
    http,
    handlers: commandHandlers({ engine, jobs, streams, inventory, stats, terminals }),
    hello: () => ({
      hostname,
      agentVersion: AGENT_VERSION,
      nodeVersion: process.version,
      engineMode: config.engine.mode,
      jobs: outbox.jobs(),
    }),
    users: [heartbeat, outbox, inventory, stats, notices],
    log,
  });

  signal.addEventListener('abort', () => {
    jobs.stop();
    streams.stop();
  });
  const parts: Part[] = [controlPlane, inventory, stats, terminals];
  if (config.engine.mode === 'managed') {
    parts.push(new ManagedEngine(config.engine.root, config.engine.socketPath, log));
  }
  await runTogether(parts, signal);
}

interface Part {
  run(signal: AbortSignal): Promise<void>;
}

/** When one fails the others are stopped, in order, before its error is thrown. */
async function runTogether(parts: readonly Part[], signal: AbortSignal): Promise<void> {
  const failure = new AbortController();
  const either = AbortSignal.any([signal, failure.signal]);
  const runs = parts.map((part) => part.run(either));
  await Promise.all(runs).catch(() => failure.abort());
  await Promise.allSettled(runs);
  await Promise.all(runs);
}

async function main(): Promise<void> {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  try {
    await runAgent(parseConfig(process.env, process.argv.slice(2)), stop.signal);
    // A byte stream or a pull that was cut may take its time to notice.
    process.exit();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(EXIT_CONFIG);
  }
}

await main();
