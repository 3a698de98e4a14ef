import { Controller, Inject, Ip, Param, Req, Res } from '@nestjs/common';
import type { ApiToken, CreatedApiToken, CurrentUser, UserName } from '@roadstead/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../platform/config/config.js';
import { sessionCookie } from '../platform/http/credentials.js';
import { type BodyOf, Route, RouteBody } from '../platform/http/route.js';
import { ApiTokensService } from './api-tokens.service.js';
import { SignedIn } from './auth.guard.js';
import { AuthService } from './auth.service.js';

@Controller()
export class AuthController {
  constructor(
    private readonly auth: AuthService,
    private readonly tokens: ApiTokensService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Route('login')
  async login(
    @RouteBody() body: BodyOf<'login'>,
    @Ip() address: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CurrentUser> {
    const { user, secret } = await this.auth.login(body, address);
    void reply.header('set-cookie', sessionCookie(secret, this.config.behindProxy));
    return user;
  }

  @Route('logout')
  async logout(
    @SignedIn() user: CurrentUser,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.auth.logout(request.headers, user, request.ip);
    void reply.header('set-cookie', sessionCookie('', this.config.behindProxy));
  }

  @Route('currentUser')
  currentUser(@SignedIn() user: CurrentUser): CurrentUser {
    return user;
  }

  @Route('listUserNames')
  listUserNames(): Promise<UserName[]> {
    return this.auth.userNames();
  }

  @Route('listApiTokens')
  listApiTokens(@SignedIn() user: CurrentUser): Promise<ApiToken[]> {
    return this.tokens.list(user);
  }

  @Route('createApiToken')
  createApiToken(
    @SignedIn() user: CurrentUser,
    @RouteBody() body: BodyOf<'createApiToken'>,
    @Ip() address: string,
  ): Promise<CreatedApiToken> {
    return this.tokens.create(user, body, address);
  }

  @Route('deleteApiToken')
  deleteApiToken(@SignedIn() user: CurrentUser, @Param('tokenId') id: string, @Ip() address: string): Promise<void> {
    return this.tokens.delete(user, id, address);
  }
}
