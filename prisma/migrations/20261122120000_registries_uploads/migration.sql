ALTER TABLE "job_batches" ADD COLUMN "width" INTEGER, ADD COLUMN "stop_after" INTEGER, ADD COLUMN "stopped_at" TIMESTAMPTZ(6);
ALTER TABLE "job_batches" ADD CHECK ("width" >= 1);
ALTER TABLE "job_batches" ADD CHECK ("stop_after" IS NULL OR ("stop_after" >= 1 AND "width" IS NOT NULL));
ALTER TABLE "jobs" DROP CONSTRAINT "jobs_waiting_for_check";
ALTER TABLE "jobs" ADD CHECK ("waiting_for" IN ('host', 'slot', 'batch'));

CREATE TABLE "registries" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "username" TEXT,
    "password" BYTEA,
    "insecure" BOOLEAN NOT NULL DEFAULT false,
    "allowed_users" TEXT[],
    "allowed_host_ids" UUID[],
    "last_check" JSONB,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "registries_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "registries_name_key" ON "registries"("name");
CREATE INDEX "registries_address_idx" ON "registries"("address");

CREATE TABLE "uploads" (
    "id" TEXT NOT NULL,
    "filename" TEXT,
    "size" BIGINT NOT NULL,
    "received" BIGINT NOT NULL DEFAULT 0,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "completed_at" TIMESTAMPTZ(6),
    "expires_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "uploads_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "uploads_expires_at_idx" ON "uploads"("expires_at");
