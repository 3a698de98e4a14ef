import { startPostgres, startRedis } from '../services/index.mjs';
import { FOLDERS } from './folders.mjs';

/**
 * @typedef {object} Store
 * @property {string} url
 * @property {string} words where it is, without its password
 * @property {import('../services/postgres.mjs').Service} [service] absent when it is the user's own
 */

/**
 * The Postgres of DATABASE_URL, else a private one.
 * @param {import('./terminal.mjs').Tell} note
 * @returns {Promise<Store>}
 */
export async function openPostgres(note) {
  if (process.env.DATABASE_URL) return givenStore('DATABASE_URL', process.env.DATABASE_URL);
  const service = await startPostgres({ dir: FOLDERS.postgres, log: note });
  return { url: service.url, words: `private, port ${service.port}`, service };
}

/**
 * The Redis of REDIS_URL, else a private one that keeps every write and drops nothing.
 * @param {import('./terminal.mjs').Tell} note
 * @returns {Promise<Store>}
 */
export async function openRedis(note) {
  if (process.env.REDIS_URL) return givenStore('REDIS_URL', process.env.REDIS_URL);
  const service = await startRedis({ dir: FOLDERS.redis, appendonly: true, noeviction: true, log: note });
  return { url: service.url, words: `private, port ${service.port}`, service };
}

/**
 * @param {string} variable
 * @param {string} url
 */
function givenStore(variable, url) {
  if (!URL.canParse(url)) throw new Error(`${variable} is set, and is no URL.`);
  return { url, words: `${new URL(url).host} (${variable})` };
}
