import { Controller, Headers, Ip, Param } from '@nestjs/common';
import type { BatchDetail, CreatedJobs, CurrentUser } from '@roadstead/contract';
import { BatchId, RoadsteadError } from '@roadstead/domain';
import { SignedIn } from '../auth/auth.guard.js';
import { type BodyOf, Route, RouteBody } from '../platform/http/route.js';
import { BatchesService } from './batches.service.js';
import { IdempotencyKey } from './idempotency-key.js';

@Controller()
export class BatchesController {
  constructor(private readonly batches: BatchesService) {}

  @Route('createBatch')
  createBatch(
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
    @RouteBody() body: BodyOf<'createBatch'>,
    @Headers('idempotency-key') key?: string,
  ): Promise<CreatedJobs> {
    return this.batches.create({ user, address }, body, IdempotencyKey.parse(key));
  }

  @Route('getBatch')
  getBatch(@Param('batchId') batchId: string): Promise<BatchDetail> {
    return this.batches.get(readBatchId(batchId));
  }

  @Route('cancelBatch')
  cancelBatch(
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
    @Param('batchId') batchId: string,
  ): Promise<BatchDetail> {
    return this.batches.cancel({ user, address }, readBatchId(batchId));
  }

  @Route('retryBatch')
  retryBatch(
    @SignedIn() user: CurrentUser,
    @Ip() address: string,
    @Param('batchId') batchId: string,
    @Headers('idempotency-key') key?: string,
  ): Promise<CreatedJobs> {
    return this.batches.retry({ user, address }, readBatchId(batchId), IdempotencyKey.parse(key));
  }
}

/** What is no id at all is the id of no batch. */
function readBatchId(text: string): BatchId {
  const parsed = BatchId.safeParse(text);
  if (!parsed.success) throw new RoadsteadError('batch.unknown', { batch: text });
  return parsed.data;
}
