import { Module } from '@nestjs/common';
import { GitCredentialsModule } from '../git-credentials/git-credentials.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { UploadsModule } from '../uploads/uploads.module.js';
import { GitRepositories } from './git/git-repositories.js';
import { JobInputEndpoint } from './job-input.endpoint.js';
import { JobInputsRepository } from './job-inputs.repository.js';
import { JobInputsService } from './job-inputs.service.js';

@Module({
  imports: [GitCredentialsModule, JobsModule, UploadsModule],
  controllers: [JobInputEndpoint],
  providers: [JobInputsRepository, JobInputsService, GitRepositories],
})
export class JobInputsModule {}
