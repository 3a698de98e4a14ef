-- What an attempt of a build read, found out while it was sent: digests of context and Dockerfile, and the bases it names.
ALTER TABLE "job_attempts" ADD COLUMN "inputs" JSONB;

-- Which job made an image, or brought it to a host. It outlives jobs and hosts: no foreign keys.
CREATE TABLE "image_origins" (
    "image_id" TEXT NOT NULL,
    "job_id" UUID NOT NULL,
    "relation" TEXT NOT NULL CHECK ("relation" IN ('made', 'came')),
    "host_id" UUID NOT NULL,
    "host_name" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "image_origins_pkey" PRIMARY KEY ("image_id", "job_id")
);
CREATE INDEX "image_origins_job_id_idx" ON "image_origins"("job_id");

-- The chain id of its last layer stands for all of an image's layers: an image whose layers go on from there is built on it.
ALTER TABLE "images" ADD COLUMN "top_chain_id" TEXT, ADD COLUMN "layer_count" INTEGER NOT NULL DEFAULT 0;
UPDATE "images" i SET "top_chain_id" = l."chain_id", "layer_count" = l."position" + 1
FROM (SELECT DISTINCT ON ("image_id") "image_id", "chain_id", "position" FROM "image_layers"
  ORDER BY "image_id", "position" DESC) l
WHERE l."image_id" = i."id";
CREATE INDEX "images_top_chain_id_idx" ON "images"("top_chain_id");

-- Of jobs that have ended: what their rows still tell, without values that may be secret.
INSERT INTO "image_origins" ("image_id", "job_id", "relation", "host_id", "host_name", "actor", "at", "detail")
SELECT j."result" ->> 'imageId', j."id", CASE j."kind" WHEN 'image.pull' THEN 'came' ELSE 'made' END, j."host_id", h."name",
  j."created_by", coalesce(j."ended_at", j."created_at"), jsonb_strip_nulls(CASE j."kind"
    WHEN 'image.pull' THEN jsonb_build_object('kind', j."kind", 'reference', j."params" -> 'reference',
      'digest', j."result" -> 'digest')
    WHEN 'image.import' THEN jsonb_build_object('kind', j."kind", 'url', j."params" -> 'url', 'reference',
      j."params" -> 'reference')
    WHEN 'container.commit' THEN jsonb_build_object('kind', j."kind", 'containerId', j."params" -> 'containerId',
      'author', j."params" -> 'author', 'message', j."params" -> 'message', 'changed', '[]'::jsonb)
    ELSE jsonb_build_object('kind', j."kind", 'source', CASE j."params" #>> '{source,type}'
        WHEN 'git' THEN jsonb_build_object('type', 'git', 'url', j."params" #> '{source,url}', 'ref',
          j."params" #> '{source,ref}', 'subdir', j."params" #> '{source,subdir}', 'commit', a."commit")
        ELSE jsonb_build_object('type', j."params" #> '{source,type}') END,
      'dockerfile', jsonb_build_object('path', coalesce(j."params" #>> '{source,dockerfile}', 'Dockerfile')),
      'baseReferences', '[]'::jsonb, 'tags', coalesce(j."params" -> 'tags', '[]'::jsonb),
      'target', j."params" -> 'target', 'platform', j."params" -> 'platform',
      'buildArgNames', (SELECT coalesce(jsonb_agg(name ORDER BY name), '[]')
        FROM jsonb_object_keys(coalesce(j."params" -> 'buildArgs', '{}'::jsonb)) AS name), 'pushed', '[]'::jsonb)
    END)
FROM "jobs" j JOIN "hosts" h ON h."id" = j."host_id"
  LEFT JOIN "job_attempts" a ON a."job_id" = j."id" AND a."attempt" = j."attempt"
WHERE j."state" = 'succeeded' AND j."result" ->> 'imageId' IS NOT NULL
  AND (j."kind" IN ('image.build', 'image.import', 'container.commit')
    OR (j."kind" = 'image.pull' AND (j."result" ->> 'changed')::boolean))
ON CONFLICT DO NOTHING;
