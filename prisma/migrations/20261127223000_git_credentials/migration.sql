CREATE TABLE "git_credentials" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "username" TEXT NOT NULL,
    "password" BYTEA NOT NULL,
    "allow_http" BOOLEAN NOT NULL DEFAULT false,
    "allowed_users" TEXT[],
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "git_credentials_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "git_credentials_name_key" ON "git_credentials"("name");
CREATE INDEX "git_credentials_host_idx" ON "git_credentials"("host");

-- A branch moves: whatever an attempt reads, and as often as it does, is of one commit.
ALTER TABLE "job_attempts" ADD COLUMN "commit" TEXT;
