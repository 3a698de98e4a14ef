import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP server that answers only once it is let: a build's `RUN wget` there stays in its step for as long. */
export interface HeldRequests {
  readonly url: string;
  /** Requests that wait for their answer. A client that has gone away waits no more. */
  waiting(): number;
  /** Answers those that wait, and all that come from now on, until `hold` is called. */
  release(): void;
  hold(): void;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function openHeldRequests(address: string): Promise<HeldRequests> {
  const held = new Set<ServerResponse>();
  let open = false;
  const server = createServer((_, response) => {
    if (open) return void response.end('go on\n');
    held.add(response);
    response.on('close', () => held.delete(response));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, resolve);
  });
  return {
    url: `http://${address}:${(server.address() as AddressInfo).port}/`,
    waiting: () => held.size,
    release() {
      open = true;
      for (const response of held) response.end('go on\n');
    },
    hold() {
      open = false;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
