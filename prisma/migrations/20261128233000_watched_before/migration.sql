-- Until when the host had been watched by earlier observations, by its own clock; null: there is none. "Earlier" goes by when
-- observations begin, which is not always the order in which they come: a clock may be put back. With it, times in which nobody
-- watched are found without putting all observations of a fleet side by side.
-- INVARIANT: right of all that have ended. One that goes on still grows, and readers look at it for themselves.
ALTER TABLE "observations" ADD COLUMN "watched_before" TIMESTAMPTZ(6);

UPDATE "observations" o SET "watched_before" = each."until"
FROM (
    SELECT "id", max("observed_to") OVER (
        PARTITION BY "host_id" ORDER BY "observed_from", "id" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS "until"
    FROM "observations"
) AS each
WHERE each."id" = o."id" AND each."until" IS NOT NULL;

-- From the observation that has begun or ended on: those before it are as they were. Nearly always it is the last one.
CREATE FUNCTION note_watched_before() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE "observations" o SET "watched_before" = each."until"
    FROM (
        SELECT "id", max("until") OVER (ORDER BY "observed_from", "id" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS "until"
        FROM (
            (SELECT "id", "observed_from", greatest("observed_to", "watched_before") AS "until" FROM "observations"
                WHERE "host_id" = NEW."host_id" AND ("observed_from", "id") < (NEW."observed_from", NEW."id")
                ORDER BY "observed_from" DESC, "id" DESC LIMIT 1)
            UNION ALL
            SELECT "id", "observed_from", "observed_to" FROM "observations"
            WHERE "host_id" = NEW."host_id" AND ("observed_from", "id") >= (NEW."observed_from", NEW."id")
        ) AS "following"
    ) AS each
    WHERE o."id" = each."id" AND (o."observed_from", o."id") >= (NEW."observed_from", NEW."id")
        AND o."watched_before" IS DISTINCT FROM each."until";
    RETURN NULL;
END
$$;
CREATE TRIGGER "observations_watched_before" AFTER INSERT OR UPDATE OF "open" ON "observations"
    FOR EACH ROW EXECUTE FUNCTION note_watched_before();

-- By when they begin, from the index alone. None of these columns changes with a heartbeat.
CREATE INDEX "observations_gap_idx" ON "observations" ("observed_from") INCLUDE ("watched_before", "host_id");
