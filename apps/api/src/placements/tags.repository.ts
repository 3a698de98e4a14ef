import { Injectable } from '@nestjs/common';
import type { Digest, HostId } from '@roadstead/domain';
import { OFFSET } from '../platform/database/host-offset.js';
import { afterCursor, writeCursor } from '../platform/database/keyset.js';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';

import type { TimeWindow } from './time-window.js';

export interface TagRow {
  readonly reference: string;
  readonly hostId: HostId;
  readonly hostName: string;
  readonly imageId: Digest;
  readonly from: Date;
  readonly to: Date | null;
  readonly fromGap: boolean;
  readonly toGap: boolean;
}

export interface TagsAsked {
  readonly repository: string;
  /** Absent: all tags. */
  readonly tag?: string;
  readonly hostId?: HostId;
  readonly window: TimeWindow;
  readonly limit: number;
  readonly cursor?: string;
}

const KEYS = [
  { expression: Prisma.sql`t.valid_from`, type: 'timestamptz' },
  { expression: Prisma.sql`t.id`, type: 'bigint' },
];

/** What references stood for on hosts, newest first. */
@Injectable()
export class TagsRepository {
  constructor(private readonly questions: Questions) {}

  async page(asked: TagsAsked): Promise<{ rows: TagRow[]; total: number; nextCursor?: string }> {
    const { limit, cursor } = asked;
    const from = Prisma.sql`tag_history t JOIN hosts h ON h.id = t.host_id`;
    const [rows, [counted]] = await Promise.all([
      this.questions.$queryRaw<(TagRow & { id: bigint; key: string })[]>`
        SELECT t.id, t.valid_from::text AS key, t.reference, t.host_id AS "hostId", h.name AS "hostName",
          t.image_id AS "imageId", t.valid_from - ${OFFSET} AS "from", t.valid_to - ${OFFSET} AS "to",
          t.from_gap AS "fromGap", t.to_gap AS "toGap"
        FROM ${from} WHERE ${matching(asked)} AND ${afterCursor(cursor, 'desc', KEYS)}
        ORDER BY t.valid_from DESC, t.id DESC LIMIT ${limit + 1}`,
      this.questions.$queryRaw<{ total: number }[]>`
        SELECT count(*)::int AS total FROM ${from} WHERE ${matching(asked)}`,
    ]);
    const last = rows[limit - 1];
    const nextCursor = rows.length > limit && last ? writeCursor([last.key, String(last.id)]) : undefined;
    return { rows: rows.slice(0, limit), total: counted?.total ?? 0, nextCursor };
  }
}

function matching({ repository, tag, hostId, window }: TagsAsked): Prisma.Sql {
  const all = [
    tag === undefined
      ? Prisma.sql`starts_with(t.reference, ${`${repository}:`})`
      : Prisma.sql`t.reference = ${`${repository}:${tag}`}`,
  ];
  if (hostId !== undefined) all.push(Prisma.sql`t.host_id = ${hostId}::uuid`);
  if (window.type === 'now') return Prisma.join(all, ' AND ');
  const [from, to] = window.type === 'moment' ? [window.at, window.at] : [window.from, window.to];
  const begun = window.type === 'moment' ? Prisma.sql`<=` : Prisma.sql`<`;
  if (to !== undefined) all.push(Prisma.sql`t.valid_from ${begun} ${to}::timestamptz + ${OFFSET}`);
  if (from !== undefined) {
    all.push(Prisma.sql`(t.valid_to IS NULL OR t.valid_to > ${from}::timestamptz + ${OFFSET})`);
  }
  return Prisma.join(all, ' AND ');
}
