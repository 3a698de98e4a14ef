import { Injectable } from '@nestjs/common';
import type { ApiToken, CreatedApiToken, CurrentUser } from '@roadstead/contract';
import { RoadsteadError } from '@roadstead/domain';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { ActionsService } from '../audit/actions.service.js';
import { API_TOKEN_PREFIX } from '../platform/http/credentials.js';
import type { BodyOf } from '../platform/http/route.js';
import { AuthRepository } from './auth.repository.js';
import { lesserRole } from './auth.service.js';
import { hashSecret, newSecret } from './secrets.js';

const DAY_MS = 86_400_000;

/** A user's own API tokens. A token never has more rights than its user. */
@Injectable()
export class ApiTokensService {
  constructor(
    private readonly repository: AuthRepository,
    private readonly actions: ActionsService,
  ) {}

  list(user: CurrentUser): Promise<ApiToken[]> {
    return this.repository.apiTokens(user.id);
  }

  async create(user: CurrentUser, body: BodyOf<'createApiToken'>, address: string): Promise<CreatedApiToken> {
    const token = newSecret(API_TOKEN_PREFIX);
    const role = lesserRole(body.role, user.role);
    const created = await this.repository.createApiToken({
      id: uuid(),
      secretHash: hashSecret(token),
      userId: user.id,
      name: body.name,
      role,
      expiresAt: new Date(Date.now() + body.expiresInDays * DAY_MS),
    });
    const detail = { name: body.name, role };
    await this.actions.record({
      actor: user.username,
      address,
      verb: 'token.create',
      target: created.id,
      detail,
      outcome: 'ok',
    });
    return { ...created, token };
  }

  /** @throws RoadsteadError `request.invalid` where this user has no such token */
  async delete(user: CurrentUser, tokenId: string, address: string): Promise<void> {
    const isId = z.uuid().safeParse(tokenId).success;
    if (!isId || !(await this.repository.deleteApiToken(user.id, tokenId))) {
      throw new RoadsteadError('request.invalid', { problem: `you have no API token ${tokenId}` });
    }
    await this.actions.record({ actor: user.username, address, verb: 'token.delete', target: tokenId, outcome: 'ok' });
  }
}
