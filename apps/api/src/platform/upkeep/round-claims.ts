import { Injectable } from '@nestjs/common';
import { Prisma } from '../prisma/generated/client.js';
import { PrismaService } from '../prisma/prisma.service.js';

/** Timers of processes are never quite in step: a round may be claimed anew a little before its time. */
const EARLY = 0.1;

/** Which process does a round of what any of them could do. */
@Injectable()
export class RoundClaims {
  constructor(private readonly prisma: PrismaService) {}

  /** Of all that ask within `everyMs`, in any process, one is told to do it; times are the database's. */
  async claim(name: string, everyMs: number): Promise<boolean> {
    const apart = Prisma.sql`${everyMs * (1 - EARLY)} * interval '1 ms'`;
    // What is begun that far in the future was begun by a clock that has been put back: nobody waits for that time to come.
    const claimed = await this.prisma.$executeRaw`
      INSERT INTO upkeep_rounds AS round (name, begun_at) VALUES (${name}, now())
      ON CONFLICT (name) DO UPDATE SET begun_at = now()
      WHERE round.begun_at NOT BETWEEN now() - ${apart} AND now() + ${apart}`;
    return claimed > 0;
  }
}
