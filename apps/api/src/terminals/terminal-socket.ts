import { RoadsteadError, type TerminalTold } from '@roadstead/domain';
import { WebSocket } from 'ws';
import { joinSockets } from './socket-pipe.js';

const CHECK_MS = 15_000;
const NORMAL = 1000;

interface TerminalSocketOptions {
  /** Rejects with what is to be told to the client. */
  readonly open: () => Promise<{ host: { name: string }; socket: WebSocket }>;
  /** Asked again and again; rejects when the client has lost its right. */
  readonly stillAllowed: () => Promise<unknown>;
  /** What a client may be told of any error. */
  readonly describe: (error: unknown) => RoadsteadError;
}

/** Joins a page's WebSocket to its terminal; messages: libs/domain, terminal-channel.ts. */
export class TerminalSocket {
  readonly #page: WebSocket;
  readonly #options: TerminalSocketOptions;

  constructor(page: WebSocket, options: TerminalSocketOptions) {
    this.#page = page;
    this.#options = options;
  }

  async serve(): Promise<void> {
    const page = this.#page;
    const onError = () => page.terminate();
    page.on('error', onError);
    const timer = setInterval(() => void this.#check(), CHECK_MS);
    page.once('close', () => clearInterval(timer));
    // What it says before its terminal is there waits.
    page.pause();
    try {
      const { host, socket } = await this.#options.open();
      if (page.readyState !== WebSocket.OPEN) {
        socket.terminate();
        return;
      }
      joinSockets(page, socket, (left) => {
        if (left === page) this.#tell(new RoadsteadError('stream.broken-off', { host: host.name }));
      });
      page.resume();
    } catch (error) {
      page.resume();
      this.#end(error);
    }
  }

  async #check(): Promise<void> {
    try {
      await this.#options.stillAllowed();
    } catch (error) {
      if (this.#options.describe(error).code.startsWith('auth.')) this.#end(error);
    }
  }

  #end(error: unknown): void {
    if (this.#page.readyState !== WebSocket.OPEN) return;
    this.#tell(this.#options.describe(error));
    this.#page.close(NORMAL);
  }

  #tell({ code, message, detail }: RoadsteadError): void {
    this.#page.send(JSON.stringify({ type: 'failed', error: { code, message, detail } } satisfies TerminalTold));
  }
}
