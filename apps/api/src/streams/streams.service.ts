import type { Readable } from 'node:stream';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { type HostId, RoadsteadError } from '@roadstead/domain';
import type { StreamOpen } from '@roadstead/protocol';
import { AgentCommands } from '../agents/agent-commands.service.js';
import { hashSecret, newSecret } from '../auth/secrets.js';
import { AwaitedDials } from './awaited-dials.js';
import { OwnAddress } from './own-address.js';
import { StreamTickets } from './stream-tickets.js';

/** Time from the agent's "I have it" until its bytes must come in. */
const DIAL_SECONDS = 10;

/** Bytes on their way from a host. Whoever has it reads it to the end or destroys it. */
export interface HostStream {
  readonly mediaType: string;
  readonly body: Readable;
  /** Bytes that will come, as the agent said; absent where nobody can know. */
  readonly size?: number;
  /** How far the host's clock was ahead of ours when it dialled, to a few milliseconds; unknown of an older agent. */
  readonly hostClockOffsetMs?: number;
}

/** Opens byte streams from hosts: the agent is told a one-time ticket, and dials with it. */
@Injectable()
export class StreamsService implements OnModuleDestroy {
  readonly #awaited = new AwaitedDials<HostStream>();

  constructor(
    private readonly agents: AgentCommands,
    private readonly tickets: StreamTickets,
    private readonly ownAddress: OwnAddress,
  ) {}

  onModuleDestroy(): void {
    this.#awaited.stop();
  }

  /**
   * @throws RoadsteadError what the agent refused with (`container.unknown` …); `host.not-connected`,
   * `agent.not-answering`; `stream.not-opened` when it agreed and did not dial.
   */
  async open(host: { id: HostId; name: string }, source: StreamOpen['source']): Promise<HostStream> {
    const ticket = newSecret();
    const hash = hashSecret(ticket);
    const dialled = this.#awaited.expect(hash);
    try {
      await this.tickets.store(hash, { hostId: host.id, owner: this.ownAddress.url() });
      const { size } = await this.agents.send(host, 'stream.open', { ticket, source });
      return { ...(await this.#within(dialled, host.name)), size };
    } catch (error) {
      dialled.then(
        (stream) => stream.body.destroy(),
        () => undefined,
      );
      throw error;
    } finally {
      if (this.#awaited.forget(hash)) void this.tickets.drop(hash);
    }
  }

  /**
   * Hands over a stream that an agent has dialled.
   * @returns whether this process waited for it
   */
  accept(hash: string, stream: HostStream): boolean {
    const arrived = this.#awaited.take(hash);
    if (arrived === undefined) return false;
    arrived(stream);
    void this.tickets.drop(hash);
    return true;
  }

  async #within(dialled: Promise<HostStream>, host: string): Promise<HostStream> {
    let timer: NodeJS.Timeout | undefined;
    const silence = new Promise<never>((_, reject) => {
      const error = new RoadsteadError('stream.not-opened', { host, seconds: DIAL_SECONDS });
      timer = setTimeout(() => reject(error), DIAL_SECONDS * 1000);
    });
    try {
      return await Promise.race([dialled, silence]);
    } finally {
      clearTimeout(timer);
    }
  }
}
