import { Inject, Injectable } from '@nestjs/common';
import { RoadsteadError } from '@roadstead/domain';
import { v7 as uuid } from 'uuid';
import { ZodError } from 'zod';
import { LOGGER, type Logger } from '../logging/logger.js';
import { describeError } from './describe-error.js';

/** Turns whatever was thrown into an error that may leave the process, over HTTP or a socket. */
@Injectable()
export class ErrorReplies {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  /** @param where what was being done, for the log: a route or an event. */
  of(error: unknown, where: string): RoadsteadError {
    const known = describeError(error);
    // What a schema refused is the asker's; what a dependency said is the operator's to know, too.
    if (known?.cause instanceof Error && !(known.cause instanceof ZodError)) {
      this.logger.warn({ err: error, where }, known.message);
    }
    if (known !== undefined) return known;
    const traceId = uuid();
    this.logger.error({ err: error, where, traceId }, 'unexpected error');
    return new RoadsteadError('internal.unexpected', { traceId }, { cause: error });
  }
}
