-- When work that comes again and again was begun last: of any number of processes one does a round (platform/upkeep).
CREATE TABLE "upkeep_rounds" (
    "name" TEXT NOT NULL,
    "begun_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "upkeep_rounds_pkey" PRIMARY KEY ("name")
);
ALTER TABLE "package_schedule" DROP COLUMN "last_round_at";
