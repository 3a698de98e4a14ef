-- Questions about history are asked by what a container or an image is called. Names are few, runs are many: they are found
-- here first, and runs by the keys that come of it.

-- A container under each name that it had, with its labels, which never change.
CREATE TABLE "history_containers" (
    "host_id" UUID NOT NULL,
    "container_id" TEXT NOT NULL,
    "container_name" TEXT NOT NULL,
    "labels" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "history_containers_pkey" PRIMARY KEY ("host_id", "container_id", "container_name")
);
CREATE INDEX "history_containers_container_id_idx" ON "history_containers"("container_id");
CREATE INDEX "history_containers_container_name_idx" ON "history_containers"("container_name");
CREATE INDEX "history_containers_labels_idx" ON "history_containers" USING gin ("labels");

-- An image under each reference by which a container was made from it. Repository and tag as Docker shows them.
CREATE TABLE "history_images" (
    "image_id" TEXT NOT NULL,
    "image_reference" TEXT NOT NULL,
    "repository" TEXT,
    "tag" TEXT,

    CONSTRAINT "history_images_pkey" PRIMARY KEY ("image_id", "image_reference")
);
CREATE INDEX "history_images_repository_tag_idx" ON "history_images"("repository", "tag");
CREATE INDEX "history_images_tag_idx" ON "history_images"("tag");

-- A manifest digest by which a registry or an engine knows an image.
CREATE TABLE "history_digests" (
    "digest" TEXT NOT NULL,
    "image_id" TEXT NOT NULL,

    CONSTRAINT "history_digests_pkey" PRIMARY KEY ("digest", "image_id")
);

INSERT INTO "history_digests" ("digest", "image_id")
SELECT DISTINCT "digest", "image_id"
FROM "host_images", unnest("repo_digests" || "engine_id") AS "name", substring("name" FROM 'sha256:[0-9a-f]{64}$') AS "digest"
WHERE "digest" <> "image_id";
INSERT INTO "history_containers" ("host_id", "container_id", "container_name")
SELECT DISTINCT "host_id", "container_id", "container_name" FROM "placements";
UPDATE "history_containers" h SET "labels" = c."record" -> 'labels'
FROM "containers" c WHERE c."host_id" = h."host_id" AND c."id" = h."container_id" AND c."record" -> 'labels' IS NOT NULL;
INSERT INTO "history_images" ("image_id", "image_reference", "repository", "tag")
SELECT "image_id", "image_reference", regexp_replace("name", ':[^/:]*$', ''), coalesce(substring("name" FROM ':([^/:]*)$'), 'latest')
FROM (
  SELECT DISTINCT "image_id", "image_reference",
    regexp_replace(regexp_replace("image_reference", '@.*$', ''), '^(index\.)?docker\.io/(library/)?', '') AS "name"
  FROM "placements" WHERE "image_reference" !~ '^(sha256:)?[0-9a-f]{12,64}$'
) AS "parsed";

-- Runs at a moment. A run is in a class by how long it took, each four times the one before: of those that took at most D,
-- only what began within D before the moment can cover it, so that one range of the index answers for each class.
CREATE FUNCTION run_class("started_at" TIMESTAMPTZ, "ended_at" TIMESTAMPTZ) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN width_bucket(extract(epoch FROM "ended_at" - "started_at")::float8,
  ARRAY[60, 240, 960, 3840, 15360, 61440, 245760, 983040, 3932160, 15728640, 62914560]::float8[]);
CREATE INDEX "placements_class_idx" ON "placements" (run_class("started_at", "ended_at"), "started_at", "ended_at")
WHERE "ended_at" IS NOT NULL;
CREATE INDEX "placements_open_started_idx" ON "placements" ("started_at") WHERE "ended_at" IS NULL;
CREATE INDEX "placements_open_image_idx" ON "placements" ("image_id", "started_at") WHERE "ended_at" IS NULL;

-- The end in the key: what ended before is passed over without a look at its row.
CREATE INDEX "placements_image_span_idx" ON "placements" ("image_id", "started_at", "ended_at");
CREATE INDEX "placements_host_span_idx" ON "placements" ("host_id", "started_at", "ended_at");
DROP INDEX "placements_image_id_started_at_idx";
DROP INDEX "placements_host_id_started_at_idx";

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
    CREATE INDEX "history_containers_search_idx" ON "history_containers" USING gin (lower("container_name") gin_trgm_ops);
  END IF;
END
$$;

-- Who began a run is found out when it is asked for: an action is on record only after what it did has been told.
ALTER TABLE "placements" DROP COLUMN "started_by_job";
