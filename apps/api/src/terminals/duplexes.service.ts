import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type HostId, RoadsteadError } from '@roadstead/domain';
import type { WebSocket } from 'ws';
import { hashSecret, newSecret } from '../auth/secrets.js';
import { AwaitedDials } from '../streams/awaited-dials.js';
import { OwnAddress } from '../streams/own-address.js';
import { StreamTickets } from '../streams/stream-tickets.js';

/** Time from the agent's "I have it" until it must have dialled. */
const DIAL_SECONDS = 10;

/** Connections from hosts that carry bytes both ways: the agent is told a one-time ticket, and dials with it. */
@Injectable()
export class DuplexesService implements OnModuleDestroy {
  readonly #awaited = new AwaitedDials<WebSocket>();

  constructor(
    private readonly tickets: StreamTickets,
    private readonly ownAddress: OwnAddress,
  ) {}

  onModuleDestroy(): void {
    this.#awaited.stop();
  }

  /**
   * @param ask gives the agent the ticket
   * @throws RoadsteadError what `ask` throws; `stream.not-opened` when the agent agreed and did not dial
   */
  async open(host: { id: HostId; name: string }, ask: (ticket: string) => Promise<unknown>): Promise<WebSocket> {
    const ticket = newSecret();
    const hash = hashSecret(ticket);
    const dialled = this.#awaited.expect(hash);
    let timer: NodeJS.Timeout | undefined;
    try {
      await this.tickets.store(hash, { hostId: host.id, owner: this.ownAddress.url() });
      await ask(ticket);
      const late = new RoadsteadError('stream.not-opened', { host: host.name, seconds: DIAL_SECONDS });
      timer = setTimeout(() => this.#awaited.giveUp(hash, late), DIAL_SECONDS * 1000);
      return await dialled;
    } catch (error) {
      dialled.then(
        (socket) => socket.terminate(),
        () => undefined,
      );
      throw error;
    } finally {
      clearTimeout(timer);
      if (this.#awaited.forget(hash)) void this.tickets.drop(hash);
    }
  }

  /**
   * Takes the ticket of an agent that dials, if this process waits for it.
   * @returns who is to be handed the connection
   */
  redeem(hash: string): ((socket: WebSocket) => void) | undefined {
    const arrived = this.#awaited.take(hash);
    if (arrived !== undefined) void this.tickets.drop(hash);
    return arrived;
  }
}
