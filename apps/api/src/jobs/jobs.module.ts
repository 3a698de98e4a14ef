import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { GitCredentialsModule } from '../git-credentials/git-credentials.module.js';
import { RegistriesModule } from '../registries/registries.module.js';
import { UploadsModule } from '../uploads/uploads.module.js';
import { BatchesController } from './batches.controller.js';
import { BatchesRepository } from './batches.repository.js';
import { BatchesService } from './batches.service.js';
import { InputTokens } from './input-tokens.js';
import { JobAdmission } from './job-admission.js';
import { JobChanges } from './job-changes.js';
import { JobCommands } from './job-commands.service.js';
import { JobCreationRepository } from './job-creation.repository.js';
import { JobDispatcher } from './job-dispatcher.js';
import { JobEventsService } from './job-events.service.js';
import { JobOutbox } from './job-outbox.js';
import { JobOutboxRepository } from './job-outbox.repository.js';
import { JobProgress } from './job-progress.js';
import { JobQueue } from './job-queue.js';
import { JobReconcileRepository } from './job-reconcile.repository.js';
import { JobReconciler } from './job-reconciler.js';
import { JobReportsRepository } from './job-reports.repository.js';
import { JobResults } from './job-results.js';
import { JobSecrets } from './job-secrets.js';
import { JobStartsRepository } from './job-starts.repository.js';
import { JobTransitionsRepository } from './job-transitions.repository.js';
import { JobsController } from './jobs.controller.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';

@Module({
  imports: [AgentsModule, GitCredentialsModule, RegistriesModule, UploadsModule],
  controllers: [JobsController, BatchesController],
  providers: [
    JobsRepository,
    BatchesRepository,
    JobCreationRepository,
    JobStartsRepository,
    JobTransitionsRepository,
    JobReportsRepository,
    JobReconcileRepository,
    JobOutboxRepository,
    JobResults,
    JobSecrets,
    JobQueue,
    JobOutbox,
    JobChanges,
    JobProgress,
    JobAdmission,
    InputTokens,
    JobCommands,
    JobDispatcher,
    JobReconciler,
    JobEventsService,
    JobsService,
    BatchesService,
  ],
  exports: [JobsService, JobEventsService, JobResults, InputTokens, JobSecrets],
})
export class JobsModule {}
