-- Until when the host had been watched before, by its own clock; null: never. It is final: an observation ends before another
-- begins. Gaps are thereby found without going through all observations of a fleet side by side.
ALTER TABLE "observations" ADD COLUMN "watched_before" TIMESTAMPTZ(6);

UPDATE "observations" o SET "watched_before" = each."until"
FROM (
    SELECT "id", max("observed_to") OVER (
        PARTITION BY "host_id" ORDER BY "observed_from", "id" ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS "until"
    FROM "observations"
) AS each
WHERE each."id" = o."id" AND each."until" IS NOT NULL;

-- Gaps by when they end, from the index alone. None of these columns changes with a heartbeat.
CREATE INDEX "observations_gap_idx" ON "observations" ("observed_from") INCLUDE ("watched_before", "host_id");
