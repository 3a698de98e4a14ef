-- A moment is answered from an index alone: whatever an answer is filtered, sorted or summed up by is in it, the rows of a page
-- are fetched by their ids. References are not: two names at their longest would not fit into an entry.
CREATE INDEX "placements_moment_idx" ON "placements" (run_class("started_at", "ended_at"), "started_at", "ended_at")
INCLUDE ("host_id", "image_id", "container_name", "id") WHERE "ended_at" IS NOT NULL;
-- The end of these is null, and still has to be in it to be asked for.
CREATE INDEX "placements_now_idx" ON "placements" ("started_at")
INCLUDE ("host_id", "image_id", "container_name", "id", "ended_at") WHERE "ended_at" IS NULL;
DROP INDEX "placements_class_idx";
DROP INDEX "placements_open_started_idx";

-- Pages that vacuum has not seen since they were written send a question to the table after all. Runs are mostly added, and
-- a fifth of a year is too long to wait for.
ALTER TABLE "placements" SET (autovacuum_vacuum_insert_threshold = 10000, autovacuum_vacuum_insert_scale_factor = 0,
  autovacuum_vacuum_threshold = 10000, autovacuum_vacuum_scale_factor = 0);

-- INVARIANT: every reference of a run is in "history_images", those of containers that were made by an id, too.
INSERT INTO "history_images" ("image_id", "image_reference")
SELECT DISTINCT "image_id", "image_reference" FROM "placements" ON CONFLICT DO NOTHING;

-- All tags of a repository are found by what their references begin with.
DROP INDEX "tag_history_reference_valid_from_idx";
CREATE INDEX "tag_history_reference_valid_from_idx" ON "tag_history" ("reference" text_pattern_ops, "valid_from");
