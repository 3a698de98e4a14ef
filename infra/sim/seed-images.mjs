/**
 * A fleet of 10,000 images of twelve layers, made inside of Postgres by sets: 20 systems of three layers, 200 runtimes that add
 * four, and applications that add five. Only systems with an even number are on hosts as images of their own. Each image is on
 * four of 200 hosts, and has five containers.
 */
const HOSTS = 200;
const SYSTEMS = 20;
const RUNTIMES = 200;
const IMAGES = 10_000;
const MARK = 'built-';

/** @param {(sql: string, values?: unknown[]) => Promise<any[]>} rows */
export async function seedImages(rows) {
  await rows(`INSERT INTO hosts (id, name, public_key, status, data_as_of)
    SELECT ${hostId('n')}, '${MARK}' || n, '${MARK}' || n, 'offline', now() FROM generate_series(0, ${HOSTS - 1}) n`);
  await rows(`CREATE UNLOGGED TABLE seeded AS
    SELECT n, ${digest("'image ' || n")} AS id, CASE WHEN n < ${SYSTEMS / 2} THEN 3 WHEN n < ${SYSTEMS / 2 + RUNTIMES} THEN 7 ELSE 12 END AS layers,
      CASE WHEN n < ${SYSTEMS / 2} THEN n * 2 WHEN n < ${SYSTEMS / 2 + RUNTIMES} THEN (n - ${SYSTEMS / 2}) % ${SYSTEMS}
        ELSE n % ${RUNTIMES} % ${SYSTEMS} END AS system,
      CASE WHEN n < ${SYSTEMS / 2 + RUNTIMES} THEN n - ${SYSTEMS / 2} ELSE n % ${RUNTIMES} END AS runtime
    FROM generate_series(0, ${IMAGES - 1}) n`);
  // The name of a stack of layers is what it is made from, up to its height.
  await rows(`CREATE UNLOGGED TABLE stacked AS
    SELECT seeded.id AS image, position, ${chain('position')} AS chain_id,
      CASE WHEN position > 0 THEN ${chain('position - 1')} END AS parent_chain_id, (1 + (n * 7 + position * 13) % 40) * 1000000 AS size
    FROM seeded, generate_series(0, layers - 1) position`);
  await rows(`INSERT INTO images (id, created_at, size, architecture, os, config, history, top_chain_id, layer_count)
    SELECT id, now(), 1, 'amd64', 'linux', '{}', '[]', ${chain('layers - 1')}, layers FROM seeded`);
  await rows(`INSERT INTO layers (chain_id, diff_id, parent_chain_id, size)
    SELECT DISTINCT ON (chain_id) chain_id, chain_id, parent_chain_id, size FROM stacked ORDER BY chain_id`);
  await rows(`INSERT INTO image_layers (image_id, position, chain_id, created_by)
    SELECT image, position, chain_id, 'COPY ' || position || ' /' FROM stacked`);
  await rows(`INSERT INTO host_images (host_id, image_id, engine_id, "references", repo_digests, fingerprint)
    SELECT ${hostId(`(n * 7 + h * 41) % ${HOSTS}`)}, id, id, ARRAY['${MARK}team-' || n % 97 || '/app-' || n || ':1'], '{}', 0
    FROM seeded, generate_series(0, 3) h`);
  await rows(`INSERT INTO containers (host_id, id, name, image_id, image_reference, state, created_at, record, fingerprint, search_text)
    SELECT ${hostId(`(n * 7 + c % 4 * 41) % ${HOSTS}`)}, md5('c ' || n || ' ' || c) || md5(n || '-' || c), 'app-' || n || '-' || c, id,
      '${MARK}team-' || n % 97 || '/app-' || n || ':1', CASE WHEN c < 4 THEN 'running' ELSE 'exited' END, now(), '{}', 0, ''
    FROM seeded, generate_series(0, 4) c`);
  await rows('DROP TABLE seeded, stacked');
  for (const table of ['images', 'layers', 'image_layers', 'host_images', 'containers', 'hosts']) {
    await rows(`VACUUM ANALYZE ${table}`);
  }
}

/** Of the first system: SQL. @param {number} height */
export const systemLayer = (height) => digest(`'stack ' || 0 || ' ' || ${height}`);

/** @param {string} position SQL of a layer's place in an image of `seeded` */
function chain(position) {
  return digest(`'stack ' || CASE WHEN ${position} < 3 THEN system::text WHEN ${position} < 7 THEN system || ' ' || runtime
    ELSE system || ' ' || runtime || ' ' || n END || ' ' || ${position}`);
}

/** @param {string} text SQL */
function digest(text) {
  return `'sha256:' || md5(${text}) || md5((${text}) || '.')`;
}

/** A UUID of version 4 by its form. @param {string} n */
function hostId(n) {
  return `overlay(overlay(md5('built ' || ${n}) PLACING '4' FROM 13) PLACING '8' FROM 17)::uuid`;
}
