import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { HostId } from '@roadstead/domain';
import { hashSecret, newSecret } from '../auth/secrets.js';
import { OwnAddress } from './own-address.js';
import { StreamTickets } from './stream-tickets.js';

/** Bytes that wait for an agent. */
export interface DownStream {
  /** For the one command to the one agent. */
  readonly ticket: string;
  /** Nobody fetches it any more: the ticket is worthless then. Bytes that flow already go on. */
  withdraw(): void;
}

/** Byte streams to hosts: the agent is told a one-time ticket, and fetches with it. */
@Injectable()
export class DownStreams {
  readonly #offered = new Map<string, { body: Readable; mediaType: string }>();

  constructor(
    private readonly tickets: StreamTickets,
    private readonly ownAddress: OwnAddress,
  ) {}

  /** @param body read by the agent, at its pace; destroyed when it goes */
  async offer(hostId: HostId, body: Readable, mediaType: string): Promise<DownStream> {
    const ticket = newSecret();
    const hash = hashSecret(ticket);
    this.#offered.set(hash, { body, mediaType });
    await this.tickets.store(hash, { hostId, owner: this.ownAddress.url() });
    const withdraw = () => {
      if (this.#offered.delete(hash)) void this.tickets.drop(hash);
    };
    return { ticket, withdraw };
  }

  /** Hands over what this process offers under the ticket; nobody gets it a second time. */
  take(hash: string): { body: Readable; mediaType: string } | undefined {
    const offered = this.#offered.get(hash);
    if (offered === undefined) return undefined;
    this.#offered.delete(hash);
    void this.tickets.drop(hash);
    return offered;
  }
}
