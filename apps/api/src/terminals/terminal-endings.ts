import { Injectable } from '@nestjs/common';
import type { HostId } from '@roadstead/domain';
import type { TerminalEnded } from '@roadstead/protocol';
import { ActionsService } from '../audit/actions.service.js';
import { AttemptLimits } from '../auth/attempt-limits.js';
import { ContainersService } from '../containers/containers.service.js';
import { storableJson } from '../platform/database/storable.js';
import type { Prisma } from '../platform/prisma/generated/client.js';
import { commandForRecord } from './command-for-record.js';

/** Puts the ends of terminals on record, as agents tell them: at least once each. */
@Injectable()
export class TerminalEndings {
  constructor(
    private readonly containers: ContainersService,
    private readonly actions: ActionsService,
    private readonly limits: AttemptLimits,
  ) {}

  /**
   * @param host whose agent told it: the record is its word, and nobody else's
   * @throws RoadsteadError `auth.rate-limited`, whereupon an agent tells it again later
   */
  async record(host: { id: HostId; name: string }, { terminal, closedBy }: TerminalEnded): Promise<void> {
    await this.limits.count('terminal-ended', host.id);
    const { id, containerId, kind, openedBy, openedAt, end } = terminal;
    const [container] = await this.containers.byKeys([{ hostId: host.id, id: containerId }]);
    const detail = {
      terminalId: id,
      kind,
      ...(kind === 'exec' && commandForRecord(terminal)),
      openedBy: openedBy.username,
      openedAt,
      endedAt: end.at,
      reason: end.reason,
      ...(end.exitCode !== undefined && { exitCode: end.exitCode }),
      ...(closedBy !== undefined && { closedBy }),
    };
    await this.actions.record({
      actor: `agent:${host.name}`,
      verb: 'terminal.end',
      target: `container ${host.name}/${container?.name ?? containerId.slice(0, 12)}`,
      detail: JSON.parse(storableJson(detail)) as Prisma.InputJsonObject,
      outcome: 'ok',
    });
  }
}
