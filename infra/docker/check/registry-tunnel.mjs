import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { pipeline } from 'node:stream/promises';

/**
 * A proxy of the CONNECT kind: through it a build in a network of its own reaches the npm registry as this machine does.
 * @param {string} address to listen on; the port is the system's choice
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function openRegistryTunnel(address) {
  /** @type {Set<import('node:stream').Duplex>} */
  const clients = new Set();
  /** A package manager opens hundreds of connections to one name: more look-ups than some name servers bear. */
  const addresses = new Map();
  const addressOf = async (/** @type {string} */ name) => {
    if (!addresses.has(name)) addresses.set(name, lookup(name));
    try {
      return await addresses.get(name);
    } catch (error) {
      addresses.delete(name);
      throw error;
    }
  };

  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, client) => {
    clients.add(client);
    client.once('close', () => clients.delete(client));
    join(client, request.url ?? '', addressOf).catch(() => client.destroy());
  });
  server.listen(0, address);
  await once(server, 'listening');
  const bound = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://${address}:${bound.port}`,
    async close() {
      for (const client of clients) client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/**
 * Joins a client to the place that it asked for, until either side ends: TLS knows no half-closed connection.
 * @param {import('node:stream').Duplex} client
 * @param {string} place host and port
 * @param {(name: string) => Promise<{ address: string }>} addressOf
 */
async function join(client, place, addressOf) {
  const { hostname, port } = new URL(`http://${place}`);
  const { address } = await addressOf(hostname);
  const upstream = connect(Number(port || 443), address);
  try {
    await once(upstream, 'connect');
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    await Promise.race([pipeline(client, upstream), pipeline(upstream, client)]);
  } finally {
    upstream.destroySoon();
    client.end();
  }
}
