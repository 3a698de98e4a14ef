import { Injectable } from '@nestjs/common';
import type { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';

/** What somebody did. `detail` never holds a secret. */
export interface ActionRecord {
  /** User name, `agent:<host>` or `system`. */
  readonly actor: string;
  /** Where the request came from. */
  readonly address?: string;
  /** noun.verb, e.g. `host.revoke` */
  readonly verb: string;
  readonly target: string;
  readonly detail?: Prisma.InputJsonObject;
  /** `ok`, or the code of the error. */
  readonly outcome: string;
}

/** Rows are only ever added. */
@Injectable()
export class ActionsRepository {
  constructor(private readonly prisma: PrismaService) {}

  async add({ detail = {}, ...action }: ActionRecord): Promise<void> {
    await this.prisma.action.create({ data: { ...action, detail } });
  }
}
