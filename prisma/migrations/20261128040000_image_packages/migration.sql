CREATE TABLE "image_package_scans" (
    "image_id" TEXT NOT NULL,
    "scanned_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "host_id" UUID NOT NULL,
    "job_id" UUID NOT NULL,
    "databases" JSONB NOT NULL,
    "distribution" JSONB,
    "packages" INTEGER NOT NULL,
    "is_readable" BOOLEAN NOT NULL,

    CONSTRAINT "image_package_scans_pkey" PRIMARY KEY ("image_id")
);

CREATE TABLE "packages" (
    "id" BIGSERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "ecosystem" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "architecture" TEXT,
    "source" TEXT,
    "source_version" TEXT,
    "license" TEXT,

    CONSTRAINT "packages_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "packages_key_key" ON "packages"("key");
CREATE INDEX "packages_name_idx" ON "packages"("name" text_pattern_ops);
CREATE INDEX "packages_source_idx" ON "packages"("source" text_pattern_ops);

CREATE TABLE "image_packages" (
    "image_id" TEXT NOT NULL,
    "package_id" BIGINT NOT NULL,

    CONSTRAINT "image_packages_pkey" PRIMARY KEY ("image_id", "package_id")
);
CREATE INDEX "image_packages_package_id_idx" ON "image_packages"("package_id");

ALTER TABLE "image_packages" ADD CONSTRAINT "image_packages_image_id_fkey" FOREIGN KEY ("image_id") REFERENCES "image_package_scans"("image_id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "image_packages" ADD CONSTRAINT "image_packages_package_id_fkey" FOREIGN KEY ("package_id") REFERENCES "packages"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

CREATE TABLE "package_schedule" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "enabled" BOOLEAN NOT NULL DEFAULT false,
    "changed_by" TEXT,
    "changed_at" TIMESTAMPTZ(6),
    "last_round_at" TIMESTAMPTZ(6),

    CONSTRAINT "package_schedule_pkey" PRIMARY KEY ("id")
);
ALTER TABLE "package_schedule" ADD CHECK ("id" = 1);
INSERT INTO "package_schedule" ("id") VALUES (1);

ALTER TABLE "packages" ADD CHECK ("ecosystem" IN ('dpkg', 'apk', 'rpm'));

-- Whether an image is being read, or what became of the last try.
CREATE INDEX "jobs_scanned_image_idx" ON "jobs" (("params" ->> 'imageId'), "created_at") WHERE "kind" = 'image.scan-packages';
