import { Controller, Inject, type OnModuleInit, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AuthService } from '../auth/auth.service.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { OpenRoute } from '../platform/http/route.js';
import { Metrics } from '../platform/metrics/metrics.js';
import { OverviewRepository } from './overview.repository.js';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Prometheus. */
@Controller()
export class MetricsController implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly overview: OverviewRepository,
    private readonly auth: AuthService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.metrics.gaugeOf('roadstead_hosts', 'Hosts of the fleet, by status', 'status', () =>
      this.overview.hostsByStatus(),
    );
    this.metrics.gaugeOf('roadstead_jobs', 'Jobs, by state', 'state', () => this.overview.jobsByState());
  }

  /** Behind a proxy everybody seems to come from this machine: there, and from elsewhere, an API token is asked for. */
  @OpenRoute('GET', '/metrics', 'open to this machine itself, to others with an API token')
  async read(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const local = LOOPBACK.has(request.socket.remoteAddress ?? '') && !this.config.behindProxy;
    if (!local) this.auth.authorize(await this.auth.authenticateRequest(request.headers), 'fleet.read');
    void reply.type(this.metrics.registry.contentType);
    return this.metrics.registry.metrics();
  }
}
