-- Secrets are never in a job: what of its parameters may be one is sealed (apps/api, job-secrets.ts), and gone at its end.
ALTER TABLE "jobs" ADD COLUMN "secret" BYTEA;

CREATE FUNCTION drop_job_secret() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."secret" := NULL;
  RETURN NEW;
END
$$;
CREATE TRIGGER "drop_secret" BEFORE UPDATE ON "jobs" FOR EACH ROW
WHEN (NEW."secret" IS NOT NULL AND NEW."state" IN ('succeeded', 'failed', 'canceled'))
EXECUTE FUNCTION drop_job_secret();

-- Imports of before kept the query of their URL, with the key of presigned ones. Actions are only ever added to: theirs stay.
UPDATE "jobs" SET "params" = jsonb_set("params", '{url}', to_jsonb(regexp_replace("params"->>'url', '[?#].*$', '?(hidden)')))
WHERE "kind" = 'image.import' AND "state" IN ('succeeded', 'failed', 'canceled') AND "params"->>'url' ~ '[?#]';
