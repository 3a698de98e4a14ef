import { Injectable } from '@nestjs/common';
import { type ErrorBody, isInsecureRegistry, parseReference } from '@roadstead/domain';
import { Prisma } from '../platform/prisma/generated/client.js';
import { PrismaService } from '../platform/prisma/prisma.service.js';
import { cameFrom, MADE_AT, RUNNING } from './running-tags.js';

/** Longer than one process works on one registry in a round; after it another may. */
const CLAIM = Prisma.sql`interval '3 minutes'`;
/** A container that was made since the last check has its tag checked, but no tag more often than this. */
const AGAIN_AFTER = Prisma.sql`interval '5 minutes'`;

/** Which tags are checked, when, and by which process. */
@Injectable()
export class TagPlanRepository {
  constructor(private readonly prisma: PrismaService) {}

  /**
   * Takes in what runs now, and drops what does no more. Only what has come from a registry is asked about.
   * @param isScheduled what is new, or has a newer container, is due
   */
  async replan(isScheduled: boolean): Promise<void> {
    const isDue = isScheduled ? Prisma.sql`TRUE` : Prisma.sql`FALSE`;
    const wanted = await this.prisma.$queryRaw<{ reference: string; newest: Date }[]>`
      WITH p AS MATERIALIZED (
        SELECT c.tag_reference AS reference, c.image_id, max(${MADE_AT}) AS newest FROM ${RUNNING}
        GROUP BY c.tag_reference, c.image_id
      )
      SELECT p.reference, max(p.newest) AS newest FROM p
      WHERE EXISTS (
        SELECT FROM host_images x CROSS JOIN unnest(x.repo_digests) AS d (name)
        WHERE x.image_id = p.image_id AND starts_with(d.name, tag_repository(p.reference) || '@')
      ) OR ${cameFrom(Prisma.sql`p.image_id`, Prisma.sql`tag_repository(p.reference)`)}
      GROUP BY p.reference`;
    const tags = wanted.flatMap(({ reference, newest }) => {
      const registry = registryOf(reference);
      return registry === undefined ? [] : [{ reference, registry, newest }];
    });
    const references = tags.map(({ reference }) => reference);
    await this.prisma.$transaction([
      this.prisma.$executeRaw`DELETE FROM registry_tag_checks WHERE reference <> ALL(${references}::text[])`,
      this.prisma.$executeRaw`
        INSERT INTO registry_tag_checks AS k (reference, registry, due_at)
        SELECT reference, registry, CASE WHEN ${isDue} THEN now() ELSE now() + interval '100 years' END FROM unnest(
          ${references}::text[], ${tags.map(({ registry }) => registry)}::text[]
        ) AS n (reference, registry) ORDER BY reference
        ON CONFLICT (reference) DO NOTHING`,
      this.prisma.$executeRaw`
        UPDATE registry_tag_checks k SET due_at = now()
        FROM unnest(${references}::text[], ${tags.map(({ newest }) => newest.toISOString())}::timestamptz[])
          AS n (reference, newest)
        WHERE ${isDue} AND k.reference = n.reference AND k.due_at > now()
          AND n.newest > k.tried_at AND k.tried_at < now() - ${AGAIN_AFTER}`,
    ]);
  }

  /** Those that a rate limit holds back stay held back; a fault does not: somebody asks because it may be mended. */
  async makeDue(reference: string | undefined): Promise<{ due: number; paused: number }> {
    const of = reference === undefined ? Prisma.sql`TRUE` : Prisma.sql`k.reference = ${reference}`;
    const [, , [counted]] = await this.prisma.$transaction([
      this.prisma.$executeRaw`UPDATE registry_tag_checks k SET due_at = least(k.due_at, now()) WHERE ${of}`,
      this.prisma.$executeRaw`
        UPDATE registry_paces p SET not_before = NULL, problem = NULL
        WHERE p.problem ->> 'code' <> 'registry.rate-limited'
          AND EXISTS (SELECT FROM registry_tag_checks k WHERE k.registry = p.registry AND ${of})`,
      this.prisma.$queryRaw<{ due: number; paused: number }[]>`
        SELECT count(*) FILTER (WHERE p.not_before > now())::int AS paused,
          count(*) FILTER (WHERE (p.not_before > now()) IS NOT TRUE)::int AS due
        FROM registry_tag_checks k LEFT JOIN registry_paces p USING (registry) WHERE ${of}`,
    ]);
    return counted ?? { due: 0, paused: 0 };
  }

  /** Registries with tags that are due and that are not left alone. */
  async dueRegistries(): Promise<string[]> {
    const rows = await this.prisma.$queryRaw<{ registry: string }[]>`
      SELECT DISTINCT k.registry FROM registry_tag_checks k LEFT JOIN registry_paces p USING (registry)
      WHERE k.due_at <= now() AND (p.not_before > now()) IS NOT TRUE AND (p.claimed_until > now()) IS NOT TRUE`;
    return rows.map(({ registry }) => registry);
  }

  /** One process at a time asks a registry. @returns failures before, undefined where another process asks it */
  async claim(registry: string): Promise<number | undefined> {
    const [row] = await this.prisma.$queryRaw<{ failures: number }[]>`
      INSERT INTO registry_paces AS p (registry, claimed_until) VALUES (${registry}, now() + ${CLAIM})
      ON CONFLICT (registry) DO UPDATE SET claimed_until = excluded.claimed_until
        WHERE (p.claimed_until > now()) IS NOT TRUE AND (p.not_before > now()) IS NOT TRUE
      RETURNING failures`;
    return row?.failures;
  }

  /** @param pause absent: it answered */
  async release(registry: string, pause?: { failures: number; ms: number; problem: ErrorBody }): Promise<void> {
    const data =
      pause === undefined
        ? { claimedUntil: null, notBefore: null, failures: 0, problem: Prisma.DbNull }
        : {
            claimedUntil: null,
            notBefore: new Date(Date.now() + pause.ms),
            failures: pause.failures,
            problem: pause.problem,
          };
    await this.prisma.registryPace.update({ where: { registry }, data });
  }

  /** The longest overdue first. */
  async due(
    registry: string,
    limit: number,
  ): Promise<{ reference: string; etag: string | null; digest: string | null }[]> {
    return this.prisma.$queryRaw`
      SELECT k.reference, k.etag, t.digest FROM registry_tag_checks k
      LEFT JOIN registry_tags t ON t.reference = k.reference AND t.valid_to IS NULL
      WHERE k.registry = ${registry} AND k.due_at <= now() ORDER BY k.due_at, k.reference LIMIT ${limit}`;
  }

  /** Whether a host that runs the tag takes its registry without TLS. */
  async isInsecure(reference: string, registry: string): Promise<boolean> {
    const rows = await this.prisma.$queryRaw<{ listed: string[] | null }[]>`
      SELECT DISTINCT h.engine -> 'insecureRegistries' AS listed FROM ${RUNNING} WHERE c.tag_reference = ${reference}`;
    return rows.some(({ listed }) => isInsecureRegistry(registry, listed ?? []));
  }
}

function registryOf(reference: string): string | undefined {
  try {
    return parseReference(reference).registry.toLowerCase();
  } catch {
    return undefined;
  }
}
