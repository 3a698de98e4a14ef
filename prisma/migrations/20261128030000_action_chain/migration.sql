-- The log of actions is a hash chain (decision 0033): each row has the hash of the one before, and its own over all its fields.
-- Ids are drawn under the chain's lock, so that they have no gaps: a number that is missing is a row that somebody took.
DROP TRIGGER "append_only" ON "actions";
ALTER TABLE "actions" ALTER COLUMN "id" SET DEFAULT 0;
DROP SEQUENCE "actions_id_seq";
ALTER TABLE "actions" ADD COLUMN "chain_version" SMALLINT NOT NULL DEFAULT 1;
ALTER TABLE "actions" ADD COLUMN "previous_hash" TEXT NOT NULL DEFAULT '';
ALTER TABLE "actions" ADD COLUMN "hash" TEXT NOT NULL DEFAULT '';
CREATE INDEX "actions_actor_idx" ON "actions"("actor", "id");
CREATE INDEX "actions_verb_idx" ON "actions"("verb" text_pattern_ops, "id");
CREATE INDEX "actions_hash_idx" ON "actions"("hash");

-- One row: the newest action. It is the lock under which actions are appended.
CREATE TABLE "action_chain" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "last_id" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "action_chain_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "action_chain_one_row" CHECK ("id" = 1)
) WITH (fillfactor = 10);

-- What retention has removed: the chain is verified from the newest of them on.
CREATE TABLE "action_checkpoints" (
    "last_id" BIGINT NOT NULL,
    "hash" TEXT NOT NULL,
    "removed" BIGINT NOT NULL,
    "last_at" TIMESTAMPTZ(6) NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kept_days" INTEGER NOT NULL,

    CONSTRAINT "action_checkpoints_pkey" PRIMARY KEY ("last_id")
);

-- Length before content, so that no two rows have the same text. The same is in apps/api/src/audit/chain/action-hash.ts.
CREATE FUNCTION netstring(content text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(octet_length(convert_to(content, 'UTF8')) || ':' || content || ',', '-,')
$$;
CREATE FUNCTION action_hash(action "actions") RETURNS text LANGUAGE sql STABLE AS $$
  SELECT encode(sha256(convert_to(
    netstring('roadstead-action/' || action."chain_version") || netstring(action."previous_hash") || netstring(action."id"::text)
    || netstring(to_char(action."at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    || netstring(action."actor") || netstring(action."address") || netstring(action."verb") || netstring(action."target")
    || netstring(action."detail"::text) || netstring(action."outcome"), 'UTF8')), 'hex')
$$;

-- Actions of before: nothing vouched for them until now, and nothing refers to their numbers.
DO $$
DECLARE
  each "actions";
  old_id bigint;
  head bigint := 0;
  head_hash text := repeat('0', 64);
BEGIN
  FOR each IN SELECT * FROM "actions" ORDER BY "id" LOOP
    old_id := each."id";
    head := head + 1;
    each."id" := head;
    each."chain_version" := 1;
    each."previous_hash" := head_hash;
    head_hash := action_hash(each);
    UPDATE "actions" SET "id" = head, "previous_hash" = each."previous_hash", "hash" = head_hash WHERE "id" = old_id;
  END LOOP;
  INSERT INTO "action_chain" ("last_id", "hash") VALUES (head, head_hash);
END
$$;
CREATE UNIQUE INDEX "actions_previous_hash_key" ON "actions"("previous_hash");

-- Serial, because the chain's row is locked until the commit; a transaction that is rolled back leaves no gap.
CREATE FUNCTION chain_action() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  head "action_chain";
BEGIN
  SELECT * INTO STRICT head FROM "action_chain" FOR UPDATE;
  NEW."id" := head."last_id" + 1;
  NEW."chain_version" := 1;
  NEW."previous_hash" := head."hash";
  NEW."hash" := action_hash(NEW);
  UPDATE "action_chain" SET "last_id" = NEW."id", "hash" = NEW."hash";
  RETURN NEW;
END
$$;
CREATE TRIGGER "chain" BEFORE INSERT ON "actions" FOR EACH ROW EXECUTE FUNCTION chain_action();

CREATE TRIGGER "append_only" BEFORE UPDATE OR TRUNCATE ON "actions" EXECUTE FUNCTION refuse_change();
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "action_checkpoints" EXECUTE FUNCTION refuse_change();

-- A row goes only where a checkpoint says so.
CREATE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  IF (SELECT max("id") FROM gone) > coalesce((SELECT max("last_id") FROM "action_checkpoints"), 0) THEN
    RAISE EXCEPTION 'rows of actions are only ever added';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER "checkpoint_first" AFTER DELETE ON "actions" REFERENCING OLD TABLE AS gone EXECUTE FUNCTION refuse_removal();

-- Removes the oldest actions, up to the first that is younger, and says so in a checkpoint and in the chain itself. Nothing
-- younger than 30 days goes, whoever asks. The number of actions that went.
CREATE FUNCTION remove_old_actions(kept_days integer) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  earliest timestamptz := now() - make_interval(days => kept_days);
  since bigint;
  last "actions";
  went bigint;
BEGIN
  IF kept_days IS NULL OR kept_days < 30 THEN
    RAISE EXCEPTION 'actions are kept for 30 days at least';
  END IF;
  PERFORM FROM "action_chain" FOR UPDATE;
  SELECT coalesce(max("last_id"), 0) INTO since FROM "action_checkpoints";
  SELECT * INTO last FROM "actions"
  WHERE "at" < earliest
    AND "id" < coalesce((SELECT "id" FROM "actions" WHERE "at" >= earliest ORDER BY "id" LIMIT 1), 9223372036854775807)
  ORDER BY "id" DESC LIMIT 1;
  IF last."id" IS NULL THEN
    RETURN 0;
  END IF;
  went := last."id" - since;
  INSERT INTO "action_checkpoints" ("last_id", "hash", "removed", "last_at", "kept_days")
  VALUES (last."id", last."hash", went, last."at", kept_days);
  INSERT INTO "actions" ("actor", "verb", "target", "detail", "outcome")
  VALUES ('system', 'actions.remove-old', 'actions up to ' || last."id",
    jsonb_build_object('lastId', last."id", 'hash', last."hash", 'removed', went, 'keptDays', kept_days), 'ok');
  DELETE FROM "actions" WHERE "id" <= last."id";
  RETURN went;
END
$$;
REVOKE EXECUTE ON FUNCTION remove_old_actions(integer) FROM PUBLIC;

-- Functions that run with their owner's rights find nothing but the tables of this schema.
DO $$
DECLARE
  each text;
BEGIN
  FOREACH each IN ARRAY ARRAY['chain_action()', 'refuse_removal()', 'remove_old_actions(integer)'] LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', each, current_schema());
  END LOOP;
END
$$;
