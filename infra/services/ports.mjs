import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { allProcesses, linkTarget } from './processes.mjs';

/** A TCP port on the loopback address that was free a moment ago, chosen by the system. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/**
 * Whether a program could listen on this port now.
 * @param {number} port
 * @param {string} [address]
 * @returns {Promise<boolean>}
 */
export function isPortFree(port, address = '127.0.0.1') {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, address, () => server.close(() => resolve(true)));
  });
}

/**
 * Throws, in words that name the holder where the system tells, when the port is taken.
 * @param {number} port
 * @param {string} purpose who wants it, e.g. "Postgres"
 * @param {string} advice what the user can do
 */
export async function requireFreePort(port, purpose, advice) {
  if (await isPortFree(port)) return;
  throw new Error(`Port ${port}, which ${purpose} is to listen on, is taken by ${portHolder(port)}. ${advice}`);
}

/**
 * Who listens on a TCP port, in words: "node (pid 4711)", or "another program" when the system does not tell.
 * @param {number} port
 */
export function portHolder(port) {
  const sockets = new Set(listeningInodes(port).map((inode) => `socket:[${inode}]`));
  const holder = allProcesses().find(({ pid }) =>
    openFiles(pid).some((file) => file !== undefined && sockets.has(file)),
  );
  return holder ? `${holder.command[0] ?? 'a program'} (pid ${holder.pid})` : 'another program';
}

/** @param {number} port */
function listeningInodes(port) {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const listening = '0A';
  return ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) =>
    readLines(table)
      .map((line) => line.trim().split(/\s+/))
      .filter((row) => row[1]?.endsWith(suffix) && row[3] === listening)
      .map((row) => row[9]),
  );
}

/** @param {string} path */
function readLines(path) {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(1);
  } catch {
    return [];
  }
}

/** @param {number} pid */
function openFiles(pid) {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => linkTarget(`/proc/${pid}/fd/${fd}`));
  } catch {
    return []; // It has ended, or is another user's.
  }
}
