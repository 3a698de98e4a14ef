-- The reference with tag that an image was named by, as a host lists it (`nginx` → `nginx:latest`); null for what cannot move:
-- a digest, or an id in full. As `familiarReference` of libs/domain, which is the grammar.
CREATE FUNCTION tag_reference(reference text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN reference = '' OR reference LIKE '%@%' OR reference ~ '^(sha256:[0-9a-f]+|[0-9a-f]{64})$' THEN NULL
    ELSE regexp_replace(regexp_replace(reference, '^(index\.)?docker\.io/', ''), '^library/([^/]+)$', '\1')
      || CASE WHEN reference ~ ':[^/]+$' THEN '' ELSE ':latest' END
  END
$$;

-- Stored, so that the containers of a fleet are joined with what their tags name now in milliseconds.
ALTER TABLE "containers" ADD COLUMN "tag_reference" TEXT GENERATED ALWAYS AS (tag_reference("image_reference")) STORED;
CREATE INDEX "tag_history_open_reference_idx" ON "tag_history" ("reference") WHERE "valid_to" IS NULL;
