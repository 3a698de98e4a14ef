-- `shop/web:1` → `shop/web`, of a reference with tag as hosts list it.
CREATE FUNCTION tag_repository(reference text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(reference, ':[^:/]*$', '')
$$;

CREATE TABLE "registry_tags" (
    "id" BIGSERIAL NOT NULL,
    "reference" TEXT NOT NULL,
    "digest" TEXT,
    "valid_from" TIMESTAMPTZ(6) NOT NULL,
    "checked_at" TIMESTAMPTZ(6) NOT NULL,
    "valid_to" TIMESTAMPTZ(6),

    CONSTRAINT "registry_tags_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "registry_tags_reference_valid_from_idx" ON "registry_tags"("reference", "valid_from");

CREATE TABLE "registry_tag_checks" (
    "reference" TEXT NOT NULL,
    "registry" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(6) NOT NULL,
    "tried_at" TIMESTAMPTZ(6),
    "checked_at" TIMESTAMPTZ(6),
    "etag" TEXT,
    "problem" JSONB,

    CONSTRAINT "registry_tag_checks_pkey" PRIMARY KEY ("reference")
);
CREATE INDEX "registry_tag_checks_registry_due_at_idx" ON "registry_tag_checks"("registry", "due_at");

CREATE TABLE "registry_manifests" (
    "repository" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "images" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "registry_manifests_pkey" PRIMARY KEY ("repository","digest")
);

CREATE TABLE "registry_paces" (
    "registry" TEXT NOT NULL,
    "claimed_until" TIMESTAMPTZ(6),
    "not_before" TIMESTAMPTZ(6),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "problem" JSONB,

    CONSTRAINT "registry_paces_pkey" PRIMARY KEY ("registry")
);

-- What a tag names now is one thing.
CREATE UNIQUE INDEX "registry_tags_open_key" ON "registry_tags"("reference") WHERE "valid_to" IS NULL;
