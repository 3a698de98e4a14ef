import { RoadsteadError } from '@roadstead/domain';
import type { HelloReply, TerminalEnded } from '@roadstead/protocol';
import type { Logger } from '../config/logger.js';
import type { Link, LinkUser } from '../connection/link.js';
import { pause } from '../connection/pause.js';

const RETRY_MS = 1000;
/** Beyond it the oldest is given up: a control plane away for so long has more to catch up with. */
const MAX_WAITING = 500;

/** Ends of terminals that the control plane has not acknowledged yet, told in their order. */
export class TerminalNotices implements LinkUser<HelloReply> {
  readonly #waiting: TerminalEnded[] = [];
  #link: { readonly link: Link; readonly closing: AbortController } | undefined;
  #sending: Link | undefined;

  constructor(private readonly log: Logger) {}

  add(notice: TerminalEnded): void {
    this.#waiting.push(notice);
    if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
    void this.#send();
  }

  connected(link: Link): void {
    this.#link = { link, closing: new AbortController() };
    void this.#send();
  }

  disconnected(): void {
    this.#link?.closing.abort();
    this.#link = undefined;
  }

  async #send(): Promise<void> {
    const current = this.#link;
    if (current === undefined || this.#sending === current.link) return;
    this.#sending = current.link;
    while (!current.link.closed && this.#waiting[0] !== undefined) {
      const [notice] = this.#waiting;
      if (await this.#deliver(current.link, notice)) this.#forget(notice);
      else await pause(RETRY_MS, current.closing.signal);
    }
    if (this.#sending === current.link) this.#sending = undefined;
  }

  #forget(notice: TerminalEnded): void {
    const index = this.#waiting.indexOf(notice);
    if (index >= 0) this.#waiting.splice(index, 1);
  }

  /** @returns whether it is done with: taken, or refused for good */
  async #deliver(link: Link, notice: TerminalEnded): Promise<boolean> {
    try {
      await link.emit('terminal.ended', notice);
      return true;
    } catch (error) {
      const refused = error instanceof RoadsteadError && !error.retryable;
      if (refused) this.log.error({ reason: error.message }, 'the end of a terminal was refused');
      return refused;
    }
  }
}
