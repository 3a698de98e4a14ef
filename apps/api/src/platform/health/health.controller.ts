import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { OpenRoute } from '../http/route.js';
import { PrismaService } from '../prisma/prisma.service.js';
import { RedisService } from '../redis/redis.service.js';

const PATIENCE_MS = 2000;

@Controller()
export class HealthController {
  constructor(
    private readonly prisma: PrismaService,
    private readonly redis: RedisService,
  ) {}

  /** The process answers. */
  @OpenRoute('GET', '/healthz', 'says nothing but ok')
  healthz(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** The process can do its work: each dependency with `ok` or the reason in words; 503 when one is away. */
  @OpenRoute('GET', '/readyz', 'says only whether Postgres and Redis answer')
  async readyz(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ postgres: string; redis: string }> {
    const [postgres, redis] = await Promise.all([
      answer(this.prisma.$queryRaw`SELECT 1`),
      answer(this.redis.client.ping()),
    ]);
    if (postgres !== 'ok' || redis !== 'ok') void reply.status(503);
    return { postgres, redis };
  }
}

async function answer(question: Promise<unknown>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`did not answer within ${PATIENCE_MS / 1000} seconds`), PATIENCE_MS);
  });
  const reply = question.then(
    () => 'ok',
    () => 'cannot be reached',
  );
  return Promise.race([reply, silence]).finally(() => clearTimeout(timer));
}
