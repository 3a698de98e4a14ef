import { Module } from '@nestjs/common';
import { GitAccess } from './git-access.service.js';
import { GitCredentialsController } from './git-credentials.controller.js';
import { GitCredentialsRepository } from './git-credentials.repository.js';
import { GitCredentialsService } from './git-credentials.service.js';
import { GitSecrets } from './git-secrets.js';

@Module({
  controllers: [GitCredentialsController],
  providers: [GitCredentialsRepository, GitSecrets, GitCredentialsService, GitAccess],
  exports: [GitAccess],
})
export class GitCredentialsModule {}
