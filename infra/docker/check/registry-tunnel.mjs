import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';

/**
 * A proxy of the CONNECT kind: through it a build in a network of its own reaches the npm registry as this machine does.
 * @param {string} address to listen on; the port is the system's choice
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function openRegistryTunnel(address) {
  /** @type {Set<import('node:stream').Duplex>} */
  const open = new Set();
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, client) => {
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream = connect(Number(port || 443), hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      client.pipe(upstream).pipe(client);
    });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ]) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      // TLS knows no half-closed connection: one side's end is the other's. Else a server that does not close keeps it.
      socket.once('end', () => other.destroySoon());
      socket.once('close', () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(0, address);
  await once(server, 'listening');
  const bound = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://${address}:${bound.port}`,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
