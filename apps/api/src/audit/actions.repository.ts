import { Injectable } from '@nestjs/common';
import type { Action, ActionCheckpoint, ActionFilter, ActionQuery, ChainHead } from '@roadstead/contract';
import { type ActionVerb, RoadsteadError } from '@roadstead/domain';
import { z } from 'zod';
import { Questions } from '../platform/database/questions.js';
import { storableJson, storableText } from '../platform/database/storable.js';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { matching, toAction } from './action-rows.js';
import type { ChainedAction } from './chain/action-hash.js';
import { type Ask, CHAINED_COLUMNS, newestCheckpoint } from './chain/verify-chain.js';

/** What somebody did. `detail` never holds a secret. */
export interface ActionRecord {
  /** User name, `agent:<host>` or `system`. */
  readonly actor: string;
  /** Where the request came from. */
  readonly address?: string;
  readonly verb: ActionVerb;
  readonly target: string;
  readonly detail?: Prisma.InputJsonObject;
  /** `ok`, or the code of the error. */
  readonly outcome: string;
}

export interface FoundActions {
  readonly items: Action[];
  readonly total: number;
  readonly totalIsLeast: boolean;
  readonly nextCursor?: string;
}

const COLUMNS = Prisma.raw(CHAINED_COLUMNS);
/** Rows of a filter are counted up to so many. */
const MOST_COUNTED = 10_000;
const EXPORT_BATCH = 1000;
const LONGEST_VERIFICATION_MS = 15 * 60_000;
const Cursor = z.string().regex(/^\d{1,18}$/);

/** Rows are only ever added; the database chains them. */
@Injectable()
export class ActionsRepository {
  constructor(
    private readonly prisma: PrismaService,
    private readonly questions: Questions,
  ) {}

  /** What Postgres cannot hold of its texts becomes U+FFFD: nothing goes unrecorded for what it was called. */
  async add({ detail = {}, target, ...action }: ActionRecord): Promise<void> {
    const data = {
      ...action,
      target: storableText(target),
      detail: JSON.parse(storableJson(detail)) as Prisma.InputJsonObject,
    };
    await this.prisma.action.create({ data, select: { id: true } });
  }

  /** The newest first. @throws RoadsteadError `request.invalid` for a cursor that no list has given */
  async page({ cursor, limit, ...filter }: ActionQuery): Promise<FoundActions> {
    if (cursor !== undefined && !Cursor.safeParse(cursor).success) {
      throw new RoadsteadError('request.invalid', { problem: 'cursor: this is not a cursor that a list has given' });
    }
    const before = cursor === undefined ? Prisma.sql`TRUE` : Prisma.sql`actions.id < ${BigInt(cursor)}`;
    const [rows, [count]] = await Promise.all([
      this.questions.$queryRaw<ChainedAction[]>`
        SELECT ${COLUMNS} FROM actions WHERE ${matching(filter)} AND ${before} ORDER BY actions.id DESC LIMIT ${limit + 1}`,
      this.questions.$queryRaw<{ total: number }[]>`
        SELECT count(*)::int AS total FROM (SELECT FROM actions WHERE ${matching(filter)} LIMIT ${MOST_COUNTED + 1}) AS counted`,
    ]);
    const total = count?.total ?? 0;
    const items = rows.slice(0, limit).map(toAction);
    const nextCursor = rows.length > limit ? items.at(-1)?.id : undefined;
    return { items, total: Math.min(total, MOST_COUNTED), totalIsLeast: total > MOST_COUNTED, nextCursor };
  }

  /** The oldest first, up to the given number, in batches. */
  async *all(filter: ActionFilter, upTo: string): AsyncGenerator<ChainedAction> {
    for (let after = -1n; ; ) {
      const rows = await this.prisma.$queryRaw<ChainedAction[]>`
        SELECT ${COLUMNS} FROM actions
        WHERE ${matching(filter)} AND actions.id > ${after} AND actions.id <= ${BigInt(upTo)}
        ORDER BY actions.id LIMIT ${EXPORT_BATCH}`;
      yield* rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < EXPORT_BATCH) return;
      after = BigInt(last.id);
    }
  }

  async head(): Promise<ChainHead> {
    const [head] = await this.prisma.$queryRaw<ChainHead[]>`SELECT last_id::text AS id, hash FROM action_chain`;
    return head ?? { id: '0', hash: '' };
  }

  checkpoint(): Promise<ActionCheckpoint | undefined> {
    return newestCheckpoint((sql) => this.prisma.$queryRawUnsafe(sql));
  }

  /** Removes what is older, by way of a checkpoint. @returns how many went */
  async removeOld(keptDays: number): Promise<bigint> {
    const [row] = await this.prisma.$queryRaw<{ went: bigint }[]>`SELECT remove_old_actions(${keptDays}::int) AS went`;
    return row?.went ?? 0n;
  }

  /** @param use gets a way to ask about one moment, whatever is appended meanwhile */
  snapshot<T>(use: (ask: Ask) => Promise<T>): Promise<T> {
    return this.prisma.$transaction((tx) => use((sql, values = []) => tx.$queryRawUnsafe(sql, ...values)), {
      isolationLevel: 'RepeatableRead',
      timeout: LONGEST_VERIFICATION_MS,
    });
  }
}
