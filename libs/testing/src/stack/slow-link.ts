import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const SLICE_MS = 50;
/** What is shorter than this does not wait: on a real link too it slips in between the packets of a big answer. */
const BULK_BYTES = 4096;

/** A TCP relay with a bounded rate: a registry behind it gives a pull or a push time to be disturbed. */
export interface SlowLink {
  /** `host:port` where it listens. */
  readonly address: string;
  /** Bytes a second over all connections together; `Infinity`: as fast as it goes. */
  setRate(bytesPerSecond: number): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * @param target `host:port`
 * @param host address to listen on; the port is any free one
 * @param slow which way: what the far end sends, as in a pull, or what it is sent, as in a push
 */
export async function openSlowLink(
  target: string,
  host: string,
  bytesPerSecond: number,
  slow: 'pull' | 'push' = 'pull',
): Promise<SlowLink> {
  const budget = new Budget(bytesPerSecond);
  const [targetHost = '', targetPort = ''] = target.split(':');
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    return socket;
  };
  const server = createServer((near) => {
    const far = track(connect(Number(targetPort), targetHost));
    track(near);
    const [slowEnd, fastEnd] = slow === 'pull' ? [far, near] : [near, far];
    fastEnd.pipe(slowEnd);
    near.on('close', () => far.destroy());
    relaySlowly(slowEnd, fastEnd, budget).catch(() => near.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  return {
    address: `${host}:${(server.address() as AddressInfo).port}`,
    setRate: (rate) => budget.setRate(rate),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function relaySlowly(from: Socket, to: Socket, budget: Budget): Promise<void> {
  for await (const chunk of from as AsyncIterable<Buffer>) {
    await budget.take(chunk.length);
    if (!to.write(chunk)) await new Promise((resolve) => to.once('drain', resolve).once('close', resolve));
  }
  to.end();
}

/** Bytes that may pass; whoever finds none left waits for the next slice of time. */
class Budget {
  private spentUntil = 0;

  constructor(private bytesPerSecond: number) {}

  setRate(bytesPerSecond: number): void {
    this.bytesPerSecond = bytesPerSecond;
    this.spentUntil = 0;
  }

  async take(bytes: number): Promise<void> {
    if (bytes < BULK_BYTES) return;
    while (this.spentUntil > performance.now() + SLICE_MS) await sleep(SLICE_MS);
    this.spentUntil = Math.max(this.spentUntil, performance.now()) + (bytes / this.bytesPerSecond) * 1000;
  }
}
