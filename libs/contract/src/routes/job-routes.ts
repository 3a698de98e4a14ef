import { BatchDetail, CreatedJobs, CreateJobsBody, Job, JobDetail, JobLogQuery, JobQuery } from '../jobs.js';
import { pageOf } from '../paging.js';
import { defineRoutes } from './route-contract.js';

export const JOB_ROUTES = defineRoutes({
  createJobs: {
    method: 'POST',
    path: '/jobs',
    summary: 'Ask for a job on one or many hosts',
    permission: 'jobs.run',
    body: CreateJobsBody,
    status: 202,
    response: CreatedJobs,
  },
  listJobs: {
    method: 'GET',
    path: '/jobs',
    summary: 'Jobs, newest first',
    permission: 'fleet.read',
    query: JobQuery,
    status: 200,
    response: pageOf(Job),
  },
  getJob: {
    method: 'GET',
    path: '/jobs/:jobId',
    summary: 'One job with its attempts',
    permission: 'fleet.read',
    status: 200,
    response: JobDetail,
  },
  jobLog: {
    method: 'GET',
    path: '/jobs/:jobId/log',
    summary: 'The output of a job as text; the header x-job-log-position is for `after`, to get what is written next',
    permission: 'fleet.read',
    query: JobLogQuery,
    status: 200,
  },
  cancelJob: {
    method: 'POST',
    path: '/jobs/:jobId/cancel',
    summary: 'Cancel a job',
    permission: 'jobs.run',
    status: 202,
    response: Job,
  },
  getBatch: {
    method: 'GET',
    path: '/batches/:batchId',
    summary: 'One batch with its jobs',
    permission: 'fleet.read',
    status: 200,
    response: BatchDetail,
  },
  cancelBatch: {
    method: 'POST',
    path: '/batches/:batchId/cancel',
    summary: 'Cancel every job of a batch that has not ended',
    permission: 'jobs.run',
    status: 202,
    response: BatchDetail,
  },
  retryBatch: {
    method: 'POST',
    path: '/batches/:batchId/retry',
    summary: 'Ask again for the jobs of a batch that failed or were not begun, as a new batch',
    permission: 'jobs.run',
    status: 202,
    response: CreatedJobs,
  },
});
