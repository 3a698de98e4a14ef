import 'reflect-metadata';
import { setFlagsFromString } from 'node:v8';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './create-app.js';
import { ConfigError, loadConfig } from './platform/config/config.js';
import { listenOnAll } from './platform/http/listen.js';
import { OpenRequests } from './platform/http/open-requests.js';
import { createLogger, type Logger } from './platform/logging/logger.js';
import { requireMigrations, waitForDependencies } from './platform/startup/dependencies.js';

/** What is still under way after this long is cut off. */
const STOP_TIMEOUT_MS = 10_000;
/** What was asked for before the stop has this long to be answered. */
const ANSWER_TIMEOUT_MS = 5000;
/**
 * The heap may grow to twice of what lives before it is collected as a whole. V8's own choice for a process that mostly rests
 * is a tenth more: then a context of 40 MB on its way through, of which nothing stays, is collected for again and again, at
 * more work than sending it. At rest the memory is the same, as V8 collects then as well.
 */
const HEAP_GROWING_PERCENT = 100;
/**
 * What a place in the program allocates is taken for long-lived once much of it outlived a collection of the young generation, as
 * the parts of one large answer do while it is written; all that comes from that place then fills the old one and waits for the
 * next collection of everything. Nearly all that is allocated here is gone with the answer that it is for.
 */
const YOUNG_FIRST = '--no-allocation-site-pretenuring';
/** sysexits.h: EX_CONFIG. A supervisor need not try again. */
const EXIT_CONFIG = 78;

async function main(): Promise<void> {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
  setFlagsFromString(YOUNG_FIRST);
  const config = loadConfig(process.env);
  const logger = createLogger(config);
  await waitForDependencies(config, logger);
  await requireMigrations(config.databaseUrl);
  const app = await createApp(config, logger);
  stopOnSignals(app, logger);
  const port = await listenOnAll(app, config.port, config.listen);
  logger.info({ port, listen: config.listen }, 'roadstead is ready');
}

/** Takes no more connections, answers what was asked, and stops. A second signal ends the process at once. */
function stopOnSignals(app: NestFastifyApplication, logger: Logger): void {
  const requests = new OpenRequests(app.getHttpAdapter().getInstance());
  const stop = async () => {
    app.getHttpServer().close();
    await requests.answered(ANSWER_TIMEOUT_MS);
    await app.close();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      logger.info({ signal }, 'stopping');
      setTimeout(() => process.exit(1), STOP_TIMEOUT_MS).unref();
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          logger.error({ err: error }, 'did not stop cleanly');
          process.exit(1);
        },
      );
    });
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(EXIT_CONFIG);
}
