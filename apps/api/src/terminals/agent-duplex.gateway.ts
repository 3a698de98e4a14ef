import type { IncomingMessage } from 'node:http';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { RoadsteadError, TERMINAL_MAX_MESSAGE_BYTES } from '@roadstead/domain';
import { AGENT_PATHS } from '@roadstead/protocol';
import { WebSocket } from 'ws';
import { hashSecret } from '../auth/secrets.js';
import { Upgrades } from '../platform/http/upgrades.js';
import { OwnAddress } from '../streams/own-address.js';
import { StreamTickets } from '../streams/stream-tickets.js';
import { DuplexesService } from './duplexes.service.js';
import { joinSockets } from './socket-pipe.js';

const HANDSHAKE_MS = 10_000;

/**
 * Where agents bring connections that carry bytes both ways. The ticket is the credential, and stands for one connection
 * of one host. An agent that dials another process than the one that waits is joined to it from here.
 */
@Injectable()
export class AgentDuplexGateway implements OnModuleInit {
  constructor(
    private readonly upgrades: Upgrades,
    private readonly duplexes: DuplexesService,
    private readonly tickets: StreamTickets,
    private readonly ownAddress: OwnAddress,
  ) {}

  onModuleInit(): void {
    this.upgrades.serve({
      path: new RegExp(`^${AGENT_PATHS.duplex}$`),
      maxMessageBytes: TERMINAL_MAX_MESSAGE_BYTES,
      admit: (request) => this.#admit(request),
    });
  }

  /** @throws RoadsteadError `stream.ticket-invalid` */
  async #admit({ headers }: IncomingMessage): Promise<(client: WebSocket) => void> {
    const [, ticket] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
    if (ticket === undefined) throw new RoadsteadError('stream.ticket-invalid');
    const hash = hashSecret(ticket);
    const waiting = this.duplexes.redeem(hash);
    if (waiting !== undefined) return waiting;
    const record = await this.tickets.take(hash);
    if (record === undefined || record.owner === this.ownAddress.url()) {
      throw new RoadsteadError('stream.ticket-invalid');
    }
    const onward = await dial(record.owner, ticket);
    return (client) => joinSockets(client, onward);
  }
}

/** @throws RoadsteadError when the owner of the ticket does not take it any more */
function dial(owner: string, ticket: string): Promise<WebSocket> {
  const socket = new WebSocket(owner.replace(/^http/, 'ws') + AGENT_PATHS.duplex, {
    headers: { authorization: `Bearer ${ticket}` },
    perMessageDeflate: false,
    maxPayload: TERMINAL_MAX_MESSAGE_BYTES,
    handshakeTimeout: HANDSHAKE_MS,
  });
  return new Promise((resolve, reject) => {
    socket.once('open', () => {
      // Nothing is read before there is somebody to pass it on to.
      socket.pause();
      resolve(socket);
    });
    socket.once('error', () => reject(new RoadsteadError('stream.ticket-invalid')));
  });
}
