-- Rises with every change of a row that live views show. See next_revision() below.
CREATE SEQUENCE "revisions";

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "username" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "secret_hash" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("secret_hash")
);

-- CreateTable
CREATE TABLE "api_tokens" (
    "id" UUID NOT NULL,
    "secret_hash" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6),
    "last_used_at" TIMESTAMPTZ(6),

    CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "actions" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "address" TEXT,
    "verb" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "detail" JSONB NOT NULL DEFAULT '{}',
    "outcome" TEXT NOT NULL,

    CONSTRAINT "actions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "join_tokens" (
    "id" UUID NOT NULL,
    "secret_hash" TEXT NOT NULL,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "uses_left" INTEGER NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "join_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hosts" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "public_key" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'offline',
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(6),
    "last_heard_at" TIMESTAMPTZ(6),
    "clock_offset_ms" INTEGER,
    "address" TEXT,
    "agent_version" TEXT,
    "agent_instance_id" UUID,
    "agent_rss_bytes" BIGINT,
    "engine_state" TEXT NOT NULL DEFAULT 'unknown',
    "engine_error" TEXT,
    "engine" JSONB,
    "epoch" UUID,
    "sequence" INTEGER NOT NULL DEFAULT 0,
    "view_hash" BIGINT,
    "data_as_of" TIMESTAMPTZ(6),
    "revision" BIGINT NOT NULL DEFAULT nextval('revisions'::regclass),

    CONSTRAINT "hosts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "observations" (
    "id" BIGSERIAL NOT NULL,
    "host_id" UUID NOT NULL,
    "epoch" UUID NOT NULL,
    "observed_from" TIMESTAMPTZ(6) NOT NULL,
    "observed_to" TIMESTAMPTZ(6) NOT NULL,
    "open" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "observations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "containers" (
    "host_id" UUID NOT NULL,
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "image_id" TEXT NOT NULL,
    "image_reference" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "health" TEXT,
    "started_at" TIMESTAMPTZ(6),
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "record" JSONB NOT NULL,
    "fingerprint" BIGINT NOT NULL,
    "search_text" TEXT NOT NULL,
    "revision" BIGINT NOT NULL DEFAULT nextval('revisions'::regclass),

    CONSTRAINT "containers_pkey" PRIMARY KEY ("host_id","id")
);

-- CreateTable
CREATE TABLE "images" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL,
    "size" BIGINT NOT NULL,
    "architecture" TEXT NOT NULL,
    "os" TEXT NOT NULL,
    "variant" TEXT,
    "author" TEXT,
    "comment" TEXT,
    "config" JSONB NOT NULL,
    "history" JSONB NOT NULL,
    "first_seen_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revision" BIGINT NOT NULL DEFAULT nextval('revisions'::regclass),

    CONSTRAINT "images_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "layers" (
    "chain_id" TEXT NOT NULL,
    "diff_id" TEXT NOT NULL,
    "parent_chain_id" TEXT,
    "size" BIGINT NOT NULL,

    CONSTRAINT "layers_pkey" PRIMARY KEY ("chain_id")
);

-- CreateTable
CREATE TABLE "image_layers" (
    "image_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "chain_id" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "image_layers_pkey" PRIMARY KEY ("image_id","position")
);

-- CreateTable
CREATE TABLE "host_images" (
    "host_id" UUID NOT NULL,
    "image_id" TEXT NOT NULL,
    "engine_id" TEXT NOT NULL,
    "references" TEXT[],
    "repo_digests" TEXT[],
    "fingerprint" BIGINT NOT NULL,
    "revision" BIGINT NOT NULL DEFAULT nextval('revisions'::regclass),

    CONSTRAINT "host_images_pkey" PRIMARY KEY ("host_id","image_id")
);

-- CreateTable
CREATE TABLE "snapshot_parts" (
    "host_id" UUID NOT NULL,
    "epoch" UUID NOT NULL,
    "part" INTEGER NOT NULL,
    "payload" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "snapshot_parts_pkey" PRIMARY KEY ("host_id","epoch","part")
);

-- CreateTable
CREATE TABLE "placements" (
    "id" BIGSERIAL NOT NULL,
    "host_id" UUID NOT NULL,
    "container_id" TEXT NOT NULL,
    "container_name" TEXT NOT NULL,
    "image_id" TEXT NOT NULL,
    "image_reference" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL,
    "ended_at" TIMESTAMPTZ(6),
    "end_known_by" TEXT,
    "exit_code" INTEGER,
    "started_by_job" UUID,

    CONSTRAINT "placements_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tag_history" (
    "id" BIGSERIAL NOT NULL,
    "host_id" UUID NOT NULL,
    "reference" TEXT NOT NULL,
    "image_id" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(6) NOT NULL,
    "valid_to" TIMESTAMPTZ(6),
    "from_gap" BOOLEAN NOT NULL DEFAULT false,
    "to_gap" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "tag_history_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "image_presence" (
    "id" BIGSERIAL NOT NULL,
    "host_id" UUID NOT NULL,
    "image_id" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(6) NOT NULL,
    "valid_to" TIMESTAMPTZ(6),
    "from_gap" BOOLEAN NOT NULL DEFAULT false,
    "to_gap" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "image_presence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_batches" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "job_batches_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "jobs" (
    "id" UUID NOT NULL,
    "batch_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "host_id" UUID NOT NULL,
    "params" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "waiting_for" TEXT,
    "progress" JSONB,
    "last_sequence" INTEGER NOT NULL DEFAULT 0,
    "progress_sequence" INTEGER NOT NULL DEFAULT 0,
    "result" JSONB,
    "error" JSONB,
    "output_bytes" BIGINT NOT NULL DEFAULT 0,
    "cancel_requested" BOOLEAN NOT NULL DEFAULT false,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(6),
    "ended_at" TIMESTAMPTZ(6),
    "revision" BIGINT NOT NULL DEFAULT nextval('revisions'::regclass),

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "job_attempts" (
    "job_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(6),
    "outcome" TEXT,

    CONSTRAINT "job_attempts_pkey" PRIMARY KEY ("job_id","attempt")
);

-- CreateTable
CREATE TABLE "job_output" (
    "job_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "job_output_pkey" PRIMARY KEY ("job_id","attempt","sequence")
);

-- CreateTable
CREATE TABLE "job_outbox" (
    "job_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "job_outbox_pkey" PRIMARY KEY ("job_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_username_key" ON "users"("username");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_tokens_secret_hash_key" ON "api_tokens"("secret_hash");

-- CreateIndex
CREATE INDEX "api_tokens_user_id_idx" ON "api_tokens"("user_id");

-- CreateIndex
CREATE INDEX "actions_at_idx" ON "actions"("at");

-- CreateIndex
CREATE UNIQUE INDEX "join_tokens_secret_hash_key" ON "join_tokens"("secret_hash");

-- CreateIndex
CREATE UNIQUE INDEX "hosts_public_key_key" ON "hosts"("public_key");

-- CreateIndex
CREATE INDEX "observations_host_id_observed_from_idx" ON "observations"("host_id", "observed_from");

-- CreateIndex
CREATE UNIQUE INDEX "observations_host_id_epoch_key" ON "observations"("host_id", "epoch");

-- CreateIndex
CREATE INDEX "containers_image_id_idx" ON "containers"("image_id");

-- CreateIndex
CREATE INDEX "containers_state_idx" ON "containers"("state");

-- CreateIndex
CREATE INDEX "containers_name_idx" ON "containers"("name");

-- CreateIndex
CREATE INDEX "layers_parent_chain_id_idx" ON "layers"("parent_chain_id");

-- CreateIndex
CREATE INDEX "image_layers_chain_id_idx" ON "image_layers"("chain_id");

-- CreateIndex
CREATE INDEX "host_images_image_id_idx" ON "host_images"("image_id");

-- CreateIndex
CREATE INDEX "placements_image_id_started_at_idx" ON "placements"("image_id", "started_at");

-- CreateIndex
CREATE INDEX "placements_host_id_started_at_idx" ON "placements"("host_id", "started_at");

-- CreateIndex
CREATE UNIQUE INDEX "placements_host_id_container_id_started_at_key" ON "placements"("host_id", "container_id", "started_at");

-- CreateIndex
CREATE INDEX "tag_history_reference_valid_from_idx" ON "tag_history"("reference", "valid_from");

-- CreateIndex
CREATE INDEX "tag_history_host_id_valid_from_idx" ON "tag_history"("host_id", "valid_from");

-- CreateIndex
CREATE INDEX "tag_history_image_id_idx" ON "tag_history"("image_id");

-- CreateIndex
CREATE INDEX "image_presence_image_id_valid_from_idx" ON "image_presence"("image_id", "valid_from");

-- CreateIndex
CREATE INDEX "image_presence_host_id_valid_from_idx" ON "image_presence"("host_id", "valid_from");

-- CreateIndex
CREATE INDEX "jobs_state_idx" ON "jobs"("state");

-- CreateIndex
CREATE INDEX "jobs_host_id_state_idx" ON "jobs"("host_id", "state");

-- CreateIndex
CREATE INDEX "jobs_created_at_idx" ON "jobs"("created_at");

-- CreateIndex
CREATE INDEX "jobs_batch_id_idx" ON "jobs"("batch_id");

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "containers" ADD CONSTRAINT "containers_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "hosts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "image_layers" ADD CONSTRAINT "image_layers_image_id_fkey" FOREIGN KEY ("image_id") REFERENCES "images"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "image_layers" ADD CONSTRAINT "image_layers_chain_id_fkey" FOREIGN KEY ("chain_id") REFERENCES "layers"("chain_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "host_images" ADD CONSTRAINT "host_images_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "hosts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "host_images" ADD CONSTRAINT "host_images_image_id_fkey" FOREIGN KEY ("image_id") REFERENCES "images"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_batch_id_fkey" FOREIGN KEY ("batch_id") REFERENCES "job_batches"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_host_id_fkey" FOREIGN KEY ("host_id") REFERENCES "hosts"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_attempts" ADD CONSTRAINT "job_attempts_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_output" ADD CONSTRAINT "job_output_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "job_outbox" ADD CONSTRAINT "job_outbox_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- ── What the schema cannot say ─────────────────────────────────────────────────────────────────────────────────────

-- States are text with a check: a new one is one line of a migration, not a type to alter.
ALTER TABLE "users" ADD CHECK ("role" IN ('admin', 'operator', 'viewer'));
ALTER TABLE "api_tokens" ADD CHECK ("role" IN ('admin', 'operator', 'viewer'));
ALTER TABLE "join_tokens" ADD CHECK ("uses_left" >= 0);
ALTER TABLE "hosts" ADD CHECK ("status" IN ('online', 'unknown', 'offline', 'revoked'));
ALTER TABLE "hosts" ADD CHECK ("engine_state" IN ('up', 'down', 'unknown'));
ALTER TABLE "hosts" ADD CHECK (("status" = 'revoked') = ("revoked_at" IS NOT NULL));
ALTER TABLE "containers" ADD CHECK ("state" IN ('created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead'));
ALTER TABLE "placements" ADD CHECK ("end_known_by" IN ('engine', 'event', 'gap'));
ALTER TABLE "placements" ADD CHECK (("ended_at" IS NULL) = ("end_known_by" IS NULL));
ALTER TABLE "placements" ADD CHECK ("ended_at" >= "started_at");
ALTER TABLE "tag_history" ADD CHECK ("valid_to" >= "valid_from");
ALTER TABLE "image_presence" ADD CHECK ("valid_to" >= "valid_from");
ALTER TABLE "observations" ADD CHECK ("observed_to" >= "observed_from");
ALTER TABLE "jobs" ADD CHECK ("state" IN ('queued', 'waiting-for-host', 'running', 'interrupted', 'succeeded', 'failed', 'canceled'));
ALTER TABLE "jobs" ADD CHECK ("waiting_for" IN ('host', 'slot'));
ALTER TABLE "job_attempts" ADD CHECK ("outcome" IN ('succeeded', 'failed', 'canceled', 'interrupted'));

-- Two hosts that are not revoked never have the same name.
CREATE UNIQUE INDEX "hosts_name_key" ON "hosts" ("name") WHERE "status" <> 'revoked';

-- At most one interval is open: a container runs once at a time, a reference points at one image, a host is watched by
-- one agent.
CREATE UNIQUE INDEX "placements_open_key" ON "placements" ("host_id", "container_id") WHERE "ended_at" IS NULL;
CREATE UNIQUE INDEX "tag_history_open_key" ON "tag_history" ("host_id", "reference") WHERE "valid_to" IS NULL;
CREATE UNIQUE INDEX "image_presence_open_key" ON "image_presence" ("host_id", "image_id") WHERE "valid_to" IS NULL;
CREATE UNIQUE INDEX "observations_open_key" ON "observations" ("host_id") WHERE "open";

-- Jobs that are not at their end are few among many: the queue, the host's slots and the overview ask for them.
CREATE INDEX "jobs_active_idx" ON "jobs" ("host_id") WHERE "state" NOT IN ('succeeded', 'failed', 'canceled');

-- A row that changes gets the next revision, whoever changes it.
CREATE FUNCTION next_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW."revision" := nextval('revisions');
  RETURN NEW;
END
$$;
CREATE TRIGGER "next_revision" BEFORE UPDATE ON "hosts" FOR EACH ROW EXECUTE FUNCTION next_revision();
CREATE TRIGGER "next_revision" BEFORE UPDATE ON "containers" FOR EACH ROW EXECUTE FUNCTION next_revision();
CREATE TRIGGER "next_revision" BEFORE UPDATE ON "images" FOR EACH ROW EXECUTE FUNCTION next_revision();
CREATE TRIGGER "next_revision" BEFORE UPDATE ON "host_images" FOR EACH ROW EXECUTE FUNCTION next_revision();
CREATE TRIGGER "next_revision" BEFORE UPDATE ON "jobs" FOR EACH ROW EXECUTE FUNCTION next_revision();

-- Who did what is only ever added to.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are only ever added', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER "append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "actions" EXECUTE FUNCTION refuse_change();

-- Every heartbeat updates its host: room for it on the same page keeps the indexes out of it.
ALTER TABLE "hosts" SET (fillfactor = 50);
ALTER TABLE "observations" SET (fillfactor = 50);

-- The search box looks for a part of a word. Without the extension (it comes with PostgreSQL's contrib modules) the search
-- reads the table.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') THEN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX "containers_search_text_idx" ON "containers" USING gin ("search_text" gin_trgm_ops);
  END IF;
END
$$;
