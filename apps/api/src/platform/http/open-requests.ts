import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';

const POLL_MS = 20;

/** Requests that wait for their answer. A byte stream has its answer: it ends when its reader goes. */
export class OpenRequests {
  readonly #replies = new Set<FastifyReply>();

  constructor(fastify: FastifyInstance) {
    fastify.addHook('onRequest', (_request, reply, done) => {
      this.#replies.add(reply);
      reply.raw.once('close', () => this.#replies.delete(reply));
      done();
    });
  }

  /** Resolves once all are answered, or after so many milliseconds. */
  async answered(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while ([...this.#replies].some(isOpen) && Date.now() < deadline) await sleep(POLL_MS);
  }
}

/** Not answered yet, or the answer is on its way out. */
function isOpen({ sent, raw }: FastifyReply): boolean {
  return !sent || (raw.writableEnded && !raw.writableFinished);
}
