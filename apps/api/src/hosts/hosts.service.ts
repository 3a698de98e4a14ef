import { Injectable } from '@nestjs/common';
import type { CreatedJoinToken, CurrentUser, Host } from '@roadstead/contract';
import { HostId, RoadsteadError } from '@roadstead/domain';
import { AGENT_PATHS } from '@roadstead/protocol';
import { v7 as uuid } from 'uuid';
import { AgentSockets } from '../agents/agent-sockets.service.js';
import { ActionsService } from '../audit/actions.service.js';
import { hashSecret, newSecret } from '../auth/secrets.js';
import { AppEvents } from '../platform/events/app-events.js';
import type { BodyOf } from '../platform/http/route.js';
import { HostRevocationRepository } from './host-revocation.repository.js';
import { HostsRepository } from './hosts.repository.js';

/** Who asks, and from where. */
export interface Caller {
  readonly user: CurrentUser;
  readonly address: string;
}

export interface HostName {
  readonly id: HostId;
  readonly name: string;
}

const JOIN_TOKEN_PREFIX = 'rsj_';

@Injectable()
export class HostsService {
  constructor(
    private readonly hosts: HostsRepository,
    private readonly revocation: HostRevocationRepository,
    private readonly sockets: AgentSockets,
    private readonly actions: ActionsService,
    private readonly events: AppEvents,
  ) {}

  /** Hosts that are not revoked, by name; with `ids`, only those of them. */
  list(ids?: readonly HostId[]): Promise<Host[]> {
    return this.hosts.list(ids);
  }

  /** @throws RoadsteadError `host.unknown` */
  async get(hostId: string): Promise<Host> {
    const id = HostId.safeParse(hostId).data;
    const host = id === undefined ? undefined : await this.hosts.byId(id);
    if (host === undefined) throw new RoadsteadError('host.unknown', { host: hostId });
    return host;
  }

  /** The error of a host that is not connected, with the time when it was last heard; any other as it is. */
  async withLastHeard(error: unknown, host: HostName): Promise<unknown> {
    if (!(error instanceof RoadsteadError) || error.code !== 'host.not-connected') return error;
    const [known] = await this.hosts.list([host.id]);
    return new RoadsteadError('host.not-connected', { host: host.name, lastHeard: known?.lastHeardAt ?? 'never' });
  }

  /** @throws RoadsteadError `host.unknown`, `host.revoked`, `request.invalid` where another host has the name */
  async update(hostId: string, change: BodyOf<'updateHost'>, { user, address }: Caller): Promise<Host> {
    const { id, name } = await this.get(hostId);
    const action = { actor: user.username, address, verb: 'host.update', target: name, detail: change } as const;
    await this.actions.recorded(action, async () => {
      const outcome = await this.hosts.update(id, change);
      if (outcome === 'revoked') throw new RoadsteadError('host.revoked', { host: name });
      if (outcome === 'name-taken') {
        throw new RoadsteadError('request.invalid', { problem: `name: another host is called ${change.name}` });
      }
    });
    this.events.emit({ type: 'hosts.changed', hostIds: [id] });
    return this.get(id);
  }

  /** Cuts the agent off at once. Revoking again changes nothing. @throws RoadsteadError `host.unknown` */
  async revoke(hostId: string, { user, address }: Caller): Promise<void> {
    const { id, name } = await this.get(hostId);
    const withdrawn = await this.revocation.revoke(id);
    this.sockets.disconnect(id);
    if (withdrawn === undefined) return;
    await this.actions.record({ actor: user.username, address, verb: 'host.revoke', target: name, outcome: 'ok' });
    this.events.emit({ type: 'hosts.changed', hostIds: [id] });
    this.events.emit({ type: 'containers.changed', hostId: id, stored: [], removed: withdrawn.containerIds });
    this.events.emit({ type: 'images.changed', hostId: id, imageIds: withdrawn.imageIds });
  }

  /** @param base where the new host reaches the control plane */
  async createJoinToken(
    body: BodyOf<'createJoinToken'>,
    base: string,
    { user, address }: Caller,
  ): Promise<CreatedJoinToken> {
    const token = newSecret(JOIN_TOKEN_PREFIX);
    const id = uuid();
    const expiresAt = new Date(Date.now() + body.expiresInMinutes * 60_000);
    await this.hosts.createJoinToken({
      id,
      secretHash: hashSecret(token),
      labels: body.labels,
      usesLeft: body.uses,
      createdBy: user.username,
      expiresAt,
    });
    const detail = { uses: body.uses, expiresAt: expiresAt.toISOString() };
    await this.actions.record({
      actor: user.username,
      address,
      verb: 'join-token.create',
      target: id,
      detail,
      outcome: 'ok',
    });
    const command = `curl -fsSL ${base}${AGENT_PATHS.installScript} | sh -s -- --token ${token}`;
    return { id, token, expiresAt: expiresAt.toISOString(), command };
  }
}
