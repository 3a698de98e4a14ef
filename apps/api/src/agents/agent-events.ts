import { Injectable } from '@nestjs/common';
import { HEARTBEAT_SECONDS, RoadsteadError } from '@roadstead/domain';
import type { EventName, EventRequest, EventResponse, Hello, HelloReply } from '@roadstead/protocol';
import { InventoryService } from '../inventory/inventory.service.js';
import { InventoryPositions } from '../inventory/inventory-positions.js';
import { JobEventsService } from '../jobs/job-events.service.js';
import { AppEvents } from '../platform/events/app-events.js';
import { StatsIntake } from '../stats/stats-intake.service.js';
import { TerminalEndings } from '../terminals/terminal-endings.js';
import type { AuthenticAgent } from './agent-authenticator.js';
import { AgentsRepository } from './agents.repository.js';
import { PresenceService } from './presence.service.js';

/** Whose event it is: from the connection, never from the message. */
export interface EventSender extends AuthenticAgent {
  readonly address: string;
}

type EventHandlers = {
  [K in EventName]: (sender: EventSender, request: EventRequest<K>) => Promise<EventResponse<K>>;
};

/**
 * What each event of an agent does. One without a handler does not compile.
 *
 * INVARIANT: a handler writes rows of the sender's host only.
 */
@Injectable()
export class AgentEvents {
  readonly handlers: EventHandlers = {
    'agent.hello': (sender, hello) => this.#greet(sender, hello),
    'agent.heartbeat': async ({ hostId }, heartbeat) => this.presence.heard(hostId, heartbeat),
    'inventory.snapshot': async ({ hostId }, snapshot) => {
      const acknowledgement = await this.inventory.takeSnapshot(hostId, snapshot);
      this.presence.engineAnswered(hostId);
      return acknowledgement;
    },
    'inventory.delta': ({ hostId }, delta) => this.inventory.takeDelta(hostId, delta),
    'job.event': async ({ hostId }, event) => {
      await this.jobs.take(hostId, event);
      return {};
    },
    'stats.live': async ({ hostId }, stats) => {
      this.stats.takeLive(hostId, stats);
      return {};
    },
    'history.stats': async ({ hostId }, history) => {
      await this.stats.takeHistory(hostId, history);
      return {};
    },
    'terminal.ended': async ({ hostId, hostName }, ended) => {
      await this.terminals.record({ id: hostId, name: hostName }, ended);
      return {};
    },
  };

  constructor(
    private readonly agents: AgentsRepository,
    private readonly presence: PresenceService,
    private readonly positions: InventoryPositions,
    private readonly inventory: InventoryService,
    private readonly jobs: JobEventsService,
    private readonly stats: StatsIntake,
    private readonly terminals: TerminalEndings,
    private readonly events: AppEvents,
  ) {}

  async #greet({ hostId, instanceId, address }: EventSender, hello: Hello): Promise<HelloReply> {
    const host = await this.agents.greet(hostId, { agentVersion: hello.agentVersion, instanceId, address });
    if (host === undefined) throw new RoadsteadError('agent.revoked');
    this.positions.set(hostId, host.position);
    this.events.emit({ type: 'hosts.changed', hostIds: [hostId] });
    this.events.emit({ type: 'host.connected', hostId, hello, greeting: host.greeting });
    const applied = host.position && { epoch: host.position.epoch, sequence: host.position.sequence };
    return { hostName: host.name, heartbeatSeconds: HEARTBEAT_SECONDS, applied };
  }
}
