-- How many runs began and ended, of all hosts: a year of it is asked for at once, and going through its runs takes seconds.

-- Sums by whole minutes and by quarters of an hour, by the hosts' own clocks.
CREATE TABLE "run_activity" (
    "minutes" SMALLINT NOT NULL,
    "begins_at" TIMESTAMPTZ(0) NOT NULL,
    "started" INTEGER NOT NULL,
    "ended" INTEGER NOT NULL,

    CONSTRAINT "run_activity_pkey" PRIMARY KEY ("minutes", "begins_at"),
    CHECK ("minutes" IN (1, 15))
);

-- What has changed since those were added up, by the minute. Transactions only add rows: hosts that bring runs of the same minute
-- would wait for each other at a sum, and in a circle.
-- INVARIANT: the sums of an interval and the changes within it together are the runs that began and ended in it, in every snapshot.
CREATE TABLE "run_activity_changes" (
    "minute" TIMESTAMPTZ(0) NOT NULL,
    "started" INTEGER NOT NULL,
    "ended" INTEGER NOT NULL
);

CREATE FUNCTION run_minute("at" TIMESTAMPTZ) RETURNS TIMESTAMPTZ
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN date_bin('1 minute', "at", TIMESTAMPTZ '1970-01-01 00:00:00+00');

-- Whoever changes runs, and in whatever way.
CREATE FUNCTION note_run_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO run_activity_changes
    SELECT run_minute(at), sum(started), sum(ended) FROM (
      SELECT started_at AS at, 1 AS started, 0 AS ended FROM came
      UNION ALL SELECT ended_at, 0, 1 FROM came WHERE ended_at IS NOT NULL
    ) AS each GROUP BY 1;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO run_activity_changes
    SELECT run_minute(at), sum(started), sum(ended) FROM (
      SELECT started_at AS at, -1 AS started, 0 AS ended FROM gone
      UNION ALL SELECT ended_at, 0, -1 FROM gone WHERE ended_at IS NOT NULL
    ) AS each GROUP BY 1;
  ELSE
    INSERT INTO run_activity_changes
    SELECT run_minute(at), sum(started), sum(ended) FROM (
      SELECT started_at AS at, 1 AS started, 0 AS ended FROM came
      UNION ALL SELECT ended_at, 0, 1 FROM came WHERE ended_at IS NOT NULL
      UNION ALL SELECT started_at, -1, 0 FROM gone
      UNION ALL SELECT ended_at, 0, -1 FROM gone WHERE ended_at IS NOT NULL
    ) AS each GROUP BY 1 HAVING sum(started) <> 0 OR sum(ended) <> 0;
  END IF;
  RETURN NULL;
END
$$;
CREATE FUNCTION forget_run_activity() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM run_activity;
  DELETE FROM run_activity_changes;
  RETURN NULL;
END
$$;

-- Adds the changes to the sums. One at a time: whoever finds another at it leaves it to that one.
CREATE FUNCTION add_up_run_activity() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT pg_try_advisory_xact_lock(7204816) THEN RETURN; END IF;
  WITH changed AS (DELETE FROM run_activity_changes RETURNING *)
  INSERT INTO run_activity AS sums ("minutes", "begins_at", "started", "ended")
  SELECT each."minutes", date_bin(each."minutes" * INTERVAL '1 minute', "minute", TIMESTAMPTZ '1970-01-01 00:00:00+00') AS "begins_at",
    sum("started"), sum("ended")
  FROM changed CROSS JOIN (VALUES (1), (15)) AS each("minutes")
  GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT ("minutes", "begins_at") DO UPDATE
  SET "started" = sums."started" + EXCLUDED."started", "ended" = sums."ended" + EXCLUDED."ended";
END
$$;

-- From here on nobody changes runs until the sums of what is there are made.
LOCK TABLE "runs" IN SHARE ROW EXCLUSIVE MODE;
CREATE TRIGGER "run_activity_came" AFTER INSERT ON "runs"
REFERENCING NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION note_run_activity();
CREATE TRIGGER "run_activity_changed" AFTER UPDATE ON "runs"
REFERENCING OLD TABLE AS gone NEW TABLE AS came FOR EACH STATEMENT EXECUTE FUNCTION note_run_activity();
CREATE TRIGGER "run_activity_gone" AFTER DELETE ON "runs"
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION note_run_activity();
CREATE TRIGGER "run_activity_cut_off" AFTER TRUNCATE ON "runs"
FOR EACH STATEMENT EXECUTE FUNCTION forget_run_activity();

INSERT INTO "run_activity_changes"
SELECT run_minute("at"), sum("started"), sum("ended") FROM (
  SELECT "started_at" AS "at", 1 AS "started", 0 AS "ended" FROM "runs"
  UNION ALL SELECT "ended_at", 0, 1 FROM "runs" WHERE "ended_at" IS NOT NULL
) AS each GROUP BY 1;
SELECT add_up_run_activity();
ANALYZE "run_activity";
