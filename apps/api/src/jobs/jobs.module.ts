import { Module } from '@nestjs/common';
import { AgentsModule } from '../agents/agents.module.js';
import { JobChanges } from './job-changes.js';
import { JobCommands } from './job-commands.service.js';
import { JobDispatcher } from './job-dispatcher.js';
import { JobEventsService } from './job-events.service.js';
import { JobOutbox } from './job-outbox.js';
import { JobOutboxRepository } from './job-outbox.repository.js';
import { JobProgress } from './job-progress.js';
import { JobQueue } from './job-queue.js';
import { JobReconcileRepository } from './job-reconcile.repository.js';
import { JobReconciler } from './job-reconciler.js';
import { JobReportsRepository } from './job-reports.repository.js';
import { JobTransitionsRepository } from './job-transitions.repository.js';
import { JobsController } from './jobs.controller.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';

@Module({
  imports: [AgentsModule],
  controllers: [JobsController],
  providers: [
    JobsRepository,
    JobTransitionsRepository,
    JobReportsRepository,
    JobReconcileRepository,
    JobOutboxRepository,
    JobQueue,
    JobOutbox,
    JobChanges,
    JobProgress,
    JobCommands,
    JobDispatcher,
    JobReconciler,
    JobEventsService,
    JobsService,
  ],
  exports: [JobsService, JobEventsService],
})
export class JobsModule {}
