import { Controller, Ip, Param } from '@nestjs/common';
import type { CurrentUser, GitCredential } from '@roadstead/contract';
import { SignedIn } from '../auth/auth.guard.js';
import { type BodyOf, Route, RouteBody } from '../platform/http/route.js';
import { GitCredentialsService } from './git-credentials.service.js';

@Controller()
export class GitCredentialsController {
  constructor(private readonly credentials: GitCredentialsService) {}

  @Route('listGitCredentials')
  list(): Promise<GitCredential[]> {
    return this.credentials.list();
  }

  @Route('createGitCredential')
  create(
    @RouteBody() body: BodyOf<'createGitCredential'>,
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
  ): Promise<GitCredential> {
    return this.credentials.create(body, { user, address });
  }

  @Route('updateGitCredential')
  update(
    @Param('credentialId') id: string,
    @RouteBody() body: BodyOf<'updateGitCredential'>,
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
  ): Promise<GitCredential> {
    return this.credentials.update(id, body, { user, address });
  }

  @Route('deleteGitCredential')
  delete(@Param('credentialId') id: string, @SignedIn() user: CurrentUser, @Ip() address: string): Promise<void> {
    return this.credentials.delete(id, { user, address });
  }
}
