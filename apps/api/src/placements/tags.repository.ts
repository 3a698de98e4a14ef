import { Injectable } from '@nestjs/common';
import type { Digest, HostId } from '@roadstead/domain';
import { OFFSET } from '../platform/database/host-offset.js';
import { afterCursor, cutPage } from '../platform/database/keyset.js';
import { Questions } from '../platform/database/questions.js';
import { Prisma } from '../platform/prisma/generated/client.js';

import type { TimeWindow } from './time-window.js';

export interface TagRow {
  readonly reference: string;
  /** Both null: in the registry. */
  readonly hostId: HostId | null;
  readonly hostName: string | null;
  readonly digest: Digest | null;
  readonly from: Date;
  readonly to: Date | null;
  readonly fromGap: boolean;
  readonly toGap: boolean;
  readonly checkedAt: Date | null;
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
  { expression: Prisma.sql`begun`, type: 'timestamptz' },
  { expression: Prisma.sql`source`, type: 'int' },
  { expression: Prisma.sql`id`, type: 'bigint' },
];

/** What references stood for on hosts and in their registries, newest first. */
@Injectable()
export class TagsRepository {
  constructor(private readonly questions: Questions) {}

  async page(asked: TagsAsked): Promise<{ rows: TagRow[]; total: number; nextCursor?: string }> {
    const { limit, cursor } = asked;
    const onHosts = Prisma.sql`FROM tag_history t JOIN hosts h ON h.id = t.host_id WHERE ${matching(asked, OFFSET)}`;
    const inRegistries = Prisma.sql`FROM registry_tags t WHERE ${matching(asked, Prisma.sql`interval '0'`)}`;
    const [rows, [counted]] = await Promise.all([
      this.questions.$queryRaw<(TagRow & { id: bigint; source: number; key: string })[]>`
        SELECT *, begun::text AS key FROM (
          SELECT 1 AS source, t.id, t.valid_from AS begun, t.reference, t.host_id AS "hostId", h.name AS "hostName",
            t.image_id AS digest, t.valid_from - ${OFFSET} AS "from", t.valid_to - ${OFFSET} AS "to",
            t.from_gap AS "fromGap", t.to_gap AS "toGap", NULL::timestamptz AS "checkedAt"
          ${onHosts}
          UNION ALL
          SELECT 2, t.id, t.valid_from, t.reference, NULL, NULL, t.digest, t.valid_from, t.valid_to,
            TRUE, t.valid_to IS NOT NULL, t.checked_at
          ${inRegistries}
        ) AS spans
        WHERE ${afterCursor(cursor, 'desc', KEYS)}
        ORDER BY begun DESC, source DESC, id DESC LIMIT ${limit + 1}`,
      this.questions.$queryRaw<{ total: number }[]>`
        SELECT ((SELECT count(*) ${onHosts}) + (SELECT count(*) ${inRegistries}))::int AS total`,
    ]);
    const page = cutPage(rows, limit, (last) => [last.key, String(last.source), String(last.id)]);
    return { ...page, total: counted?.total ?? 0 };
  }

  /** Images of the fleet that registries' digests stand for. */
  async imagesOf(digests: readonly Digest[]): Promise<Map<Digest, Digest[]>> {
    const rows = await this.questions.$queryRaw<{ digest: Digest; images: Digest[] }[]>`
      SELECT digest, array_agg(image_id ORDER BY image_id) AS images FROM (
        SELECT d.digest, d.image_id FROM history_digests d WHERE d.digest = ANY(${[...digests]}::text[])
        UNION
        SELECT m.digest, j.id FROM registry_manifests m CROSS JOIN jsonb_each_text(m.images) AS j (platform, id)
        WHERE m.digest = ANY(${[...digests]}::text[]) AND j.id IS NOT NULL
      ) AS known GROUP BY digest`;
    return new Map(rows.map(({ digest, images }) => [digest, images]));
  }
}

/** @param ahead what the clock of the rows is ahead of the control plane's */
function matching({ repository, tag, hostId, window }: TagsAsked, ahead: Prisma.Sql): Prisma.Sql {
  const all = [
    tag === undefined
      ? Prisma.sql`starts_with(t.reference, ${`${repository}:`})`
      : Prisma.sql`t.reference = ${`${repository}:${tag}`}`,
  ];
  // A registry is none of the hosts.
  if (hostId !== undefined) all.push(ahead === OFFSET ? Prisma.sql`t.host_id = ${hostId}::uuid` : Prisma.sql`FALSE`);
  if (window.type === 'now') return Prisma.join(all, ' AND ');
  const [from, to] = window.type === 'moment' ? [window.at, window.at] : [window.from, window.to];
  const begun = window.type === 'moment' ? Prisma.sql`<=` : Prisma.sql`<`;
  if (to !== undefined) all.push(Prisma.sql`t.valid_from ${begun} ${to}::timestamptz + ${ahead}`);
  if (from !== undefined) {
    all.push(Prisma.sql`(t.valid_to IS NULL OR t.valid_to > ${from}::timestamptz + ${ahead})`);
  }
  return Prisma.join(all, ' AND ');
}
