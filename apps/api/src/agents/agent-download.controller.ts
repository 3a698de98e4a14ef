import { createReadStream, existsSync } from 'node:fs';
import { Controller, Inject, Req, Res, StreamableFile } from '@nestjs/common';
import { RoadsteadError } from '@roadstead/domain';
import { AGENT_PATHS } from '@roadstead/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../platform/config/config.js';
import { baseUrl } from '../platform/http/origin.js';
import { OpenRoute } from '../platform/http/route.js';
import { installScript } from './install-script.js';

/** What a new host fetches. The agent and the script are the same for everybody; the token is what lets one in. */
@Controller()
export class AgentDownloadController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @OpenRoute('GET', AGENT_PATHS.installScript, 'no secret in it')
  script(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): string {
    void reply.type('text/x-shellscript; charset=utf-8').header('cache-control', 'no-cache');
    return installScript(baseUrl(request, this.config));
  }

  @OpenRoute('GET', AGENT_PATHS.bundle, 'no secret in it')
  bundle(@Res({ passthrough: true }) reply: FastifyReply): StreamableFile {
    const { agentBundle } = this.config;
    if (agentBundle === undefined || !existsSync(agentBundle)) {
      throw new RoadsteadError('route.unknown', { path: `${AGENT_PATHS.bundle} (the agent has not been built)` });
    }
    void reply.header('cache-control', 'no-cache');
    return new StreamableFile(createReadStream(agentBundle), { type: 'text/javascript; charset=utf-8' });
  }
}
