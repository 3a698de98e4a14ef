import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;

/**
 * Does work that no other process of this machine does at the same time. The lock is an abstract Unix socket: the kernel
 * gives its name to one process only, and takes it back when that process ends, however it ends.
 *
 * @param name the same for all who must wait for each other
 */
export async function oneAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
  const release = await acquire(`\0roadstead-${name}`);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function acquire(path: string): Promise<() => Promise<void>> {
  for (;;) {
    const lock = createServer();
    try {
      lock.listen({ path });
      await once(lock, 'listening');
      return async () => {
        lock.close();
        await once(lock, 'close');
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      await sleep(POLL_MS);
    }
  }
}
