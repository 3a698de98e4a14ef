import type { OutgoingHttpHeaders } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import { RoadsteadError } from '@roadstead/domain';
import { AGENT_PATHS, CONTEXT_LIST_HEADER } from '@roadstead/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InputTokens } from '../jobs/input-tokens.js';
import { OpenRoute } from '../platform/http/route.js';
import { LOGGER, type Logger } from '../platform/logging/logger.js';
import { JobInputsService } from './job-inputs.service.js';

/** An agent that takes nothing for so long has stopped. An engine that unpacks a large layer takes a break of minutes. */
const UNREAD_MS = 15 * 60_000;

/** Where agents fetch what their jobs read. Before the first byte an error is a reply; after it the connection breaks off. */
@Controller()
export class JobInputEndpoint {
  constructor(
    private readonly inputs: JobInputsService,
    private readonly tokens: InputTokens,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @OpenRoute('GET', AGENT_PATHS.jobInput, "the token of a job's attempt, while that runs")
  async jobInput(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [, token = ''] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const claim = this.tokens.read(token);
    // The framework answers HEAD by GET; nobody asks for bytes that he does not read.
    if (claim === undefined || request.method === 'HEAD') throw new RoadsteadError('job.input-denied');
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const { body, mediaType, size, list } = await this.inputs.open(claim, gone.signal);
    const listFirst = request.headers[CONTEXT_LIST_HEADER] === undefined ? undefined : list;
    if (reply.raw.destroyed) {
      body.destroy();
      return;
    }
    // Written past the framework: nothing may compress or gather the bytes.
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as OutgoingHttpHeaders),
      'content-type': mediaType,
      ...(size !== undefined && { 'content-length': size }),
      ...(listFirst !== undefined && { [CONTEXT_LIST_HEADER]: listFirst.length }),
    });
    if (listFirst !== undefined) reply.raw.write(listFirst);
    // What it reads from, a fetched repository, keeps its room until it is read.
    reply.raw.setTimeout(UNREAD_MS, () => reply.raw.destroy());
    try {
      await pipeline(body, reply.raw);
    } catch (error) {
      this.logger.info({ err: error, jobId: claim.jobId }, 'the input of a job broke off');
    }
  }
}
