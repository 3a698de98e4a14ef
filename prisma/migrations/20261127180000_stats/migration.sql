CREATE TABLE "stats_recent" (
    "host_id" UUID NOT NULL,
    "batch_id" UUID NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3) NOT NULL,
    "samples" BYTEA NOT NULL,

    CONSTRAINT "stats_recent_pkey" PRIMARY KEY ("host_id", "batch_id")
);
CREATE INDEX "stats_recent_host_id_to_at_idx" ON "stats_recent"("host_id", "to_at");
CREATE INDEX "stats_recent_to_at_idx" ON "stats_recent"("to_at");

CREATE TABLE "stats_hours" (
    "host_id" UUID NOT NULL,
    "container_id" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "buckets" BYTEA NOT NULL,

    CONSTRAINT "stats_hours_pkey" PRIMARY KEY ("host_id", "container_id", "hour")
);
CREATE INDEX "stats_hours_hour_idx" ON "stats_hours"("hour");
