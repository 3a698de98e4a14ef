-- A checkpoint is what retention leaves, whoever inserts it (decision 0033): with the right to add rows alone nobody takes more
-- of the beginning of the log away than retention would, and every checkpoint says when and how much that was.
CREATE FUNCTION check_checkpoint() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  last "actions";
  since bigint;
BEGIN
  PERFORM FROM "action_chain" FOR UPDATE;
  SELECT coalesce(max("last_id"), 0) INTO since FROM "action_checkpoints";
  SELECT * INTO last FROM "actions" WHERE "id" = NEW."last_id";
  IF last."id" IS NULL OR last."id" <= since OR NEW."kept_days" < 30 OR EXISTS (
    SELECT FROM "actions" WHERE "id" <= last."id" AND "at" >= now() - make_interval(days => NEW."kept_days")
  ) THEN
    RAISE EXCEPTION 'a checkpoint is only ever what retention leaves';
  END IF;
  NEW."hash" := last."hash";
  NEW."last_at" := last."at";
  NEW."removed" := last."id" - since;
  NEW."at" := now();
  RETURN NEW;
END
$$;
CREATE TRIGGER "only_retention" BEFORE INSERT ON "action_checkpoints" FOR EACH ROW EXECUTE FUNCTION check_checkpoint();

-- Where the control plane runs as a role of its own, it cannot shorten what is kept: whoever migrates sets this.
ALTER TABLE "action_chain" ADD COLUMN "least_kept_days" INTEGER;
CREATE FUNCTION require_allowed_retention() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  least integer;
  owner oid;
BEGIN
  SELECT "relowner" INTO owner FROM pg_class WHERE oid = '"action_checkpoints"'::regclass;
  SELECT "least_kept_days" INTO least FROM "action_chain";
  IF NOT pg_has_role(session_user, owner, 'MEMBER') AND NEW."kept_days" < coalesce(least, 2147483647) THEN
    RAISE EXCEPTION 'this role may not remove actions of the last % days', coalesce(least::text, 'any number of');
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER "retention_allowed" BEFORE INSERT ON "action_checkpoints"
  FOR EACH ROW EXECUTE FUNCTION require_allowed_retention();

-- Functions that run with their owner's rights find nothing but the tables of this schema.
DO $$
DECLARE
  each text;
BEGIN
  FOREACH each IN ARRAY ARRAY['check_checkpoint()', 'require_allowed_retention()'] LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, %I, pg_temp', each, current_schema());
  END LOOP;
END
$$;
