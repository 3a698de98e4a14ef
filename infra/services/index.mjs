export { freePort, isPortFree, portHolder, requireFreePort } from './ports.mjs';
export { startPostgres } from './postgres.mjs';
export { isRunning, processAt } from './processes.mjs';
export { ensurePrograms, findProgram } from './programs.mjs';
export { startRedis } from './redis.mjs';
export { secretFile } from './secret-file.mjs';
