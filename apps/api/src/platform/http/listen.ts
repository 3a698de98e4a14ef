import type { Server } from 'node:http';
import { type AddressInfo, createServer, type Server as NetServer } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError } from '../config/config.js';

const LOOPBACK = '127.0.0.1';
const WILDCARDS = new Set(['0.0.0.0', '::']);

/**
 * Listens on the loopback address and on all others that are asked for, on one port. The further listeners hand their
 * connections to the one HTTP server, so that requests, upgrades and the shutdown are the same for all.
 * @returns the port, which the system chose if 0 was asked for
 * @throws ConfigError in words where the port is taken, or an address is not this machine's
 */
export async function listenOnAll(
  app: NestFastifyApplication,
  port: number,
  addresses: readonly string[],
): Promise<number> {
  try {
    return await listen(app, port, addresses);
  } catch (error) {
    throw inWords(error);
  }
}

async function listen(app: NestFastifyApplication, port: number, addresses: readonly string[]): Promise<number> {
  const doors: NetServer[] = [];
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preClose', (done) => {
      for (const door of doors) door.close();
      done();
    });
  const wildcard = addresses.find((address) => WILDCARDS.has(address));
  await app.listen(port, wildcard ?? LOOPBACK);
  const server = app.getHttpServer() as Server;
  const bound = (server.address() as AddressInfo).port;
  if (wildcard !== undefined) return bound;
  const further = new Set(addresses.filter((address) => address !== LOOPBACK && address !== 'localhost'));
  for (const address of further) doors.push(await openDoor(server, bound, address));
  return bound;
}

/** `allowHalfOpen` and no delay as Node's own HTTP listener has them. */
function openDoor(server: Server, port: number, address: string): Promise<NetServer> {
  const door = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => server.emit('connection', socket));
  return new Promise((resolve, reject) => {
    door.once('error', reject);
    door.listen(port, address, () => resolve(door));
  });
}

const REASONS: Record<string, string> = {
  EADDRINUSE: 'something else listens there already. Stop it, or choose another PORT',
  EADDRNOTAVAIL: 'this machine has no such address. Correct ROADSTEAD_LISTEN',
  ENOTFOUND: 'this is no address. Correct ROADSTEAD_LISTEN',
  EACCES: 'this user may not. Choose a PORT above 1023',
};

function inWords(error: unknown): unknown {
  const { code = '', address, hostname, port } = error as NodeJS.ErrnoException & Record<string, unknown>;
  const reason = REASONS[code];
  if (reason === undefined) return error;
  return new ConfigError(`Cannot listen at ${[address ?? hostname, port].filter(Boolean).join(' port ')}: ${reason}.`);
}
