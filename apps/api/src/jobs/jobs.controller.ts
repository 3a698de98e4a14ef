import { Controller, Header, Headers, Ip, Param, Res } from '@nestjs/common';
import {
  type CreatedJobs,
  type CurrentUser,
  JOB_LOG_POSITION,
  type Job,
  type JobDetail,
  type Page,
} from '@roadstead/contract';
import { JobId, RoadsteadError } from '@roadstead/domain';
import type { FastifyReply } from 'fastify';
import { SignedIn } from '../auth/auth.guard.js';
import { type BodyOf, type QueryOf, Route, RouteBody, RouteQuery } from '../platform/http/route.js';
import { IdempotencyKey } from './idempotency-key.js';
import { JobsService } from './jobs.service.js';

@Controller()
export class JobsController {
  constructor(private readonly jobs: JobsService) {}

  @Route('createJobs')
  createJobs(
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
    @RouteBody() body: BodyOf<'createJobs'>,
    @Headers('idempotency-key') key?: string,
  ): Promise<CreatedJobs> {
    return this.jobs.create({ user, address }, body, IdempotencyKey.parse(key));
  }

  @Route('listJobs')
  listJobs(@RouteQuery() query: QueryOf<'listJobs'>): Promise<Page<Job>> {
    return this.jobs.list(query);
  }

  @Route('getJob')
  getJob(@Param('jobId') jobId: string): Promise<JobDetail> {
    return this.jobs.get(readJobId(jobId));
  }

  @Route('jobLog')
  @Header('content-type', 'text/plain; charset=utf-8')
  async jobLog(
    @Param('jobId') jobId: string,
    @RouteQuery() { after, download }: QueryOf<'jobLog'>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const id = readJobId(jobId);
    const { text, position } = await this.jobs.log(id, after);
    void reply.header(JOB_LOG_POSITION, position);
    if (download === 'true') void reply.header('content-disposition', `attachment; filename="job-${id}.log"`);
    return text;
  }

  @Route('cancelJob')
  cancelJob(@SignedIn() user: CurrentUser, @Ip() address: string, @Param('jobId') jobId: string): Promise<Job> {
    return this.jobs.cancel({ user, address }, readJobId(jobId));
  }
}

/** What is no id at all is the id of no job. */
function readJobId(text: string): JobId {
  const parsed = JobId.safeParse(text);
  if (!parsed.success) throw new RoadsteadError('job.unknown', { job: text });
  return parsed.data;
}
