/**
 * A fleet with a year of history, made inside of Postgres by sets: a thousand hosts, fifty containers on each, of which one in
 * ten is started over and over and the others seldom; images of 400 repositories on 20 bases, with ten versions each in the year.
 */
const HOSTS = 1000;
const CONTAINERS = 50_000;
const MARK = 'sim-';

/**
 * @param {(sql: string, values?: unknown[]) => Promise<any[]>} rows
 * @param {number} scale 1: 1.36 million runs, 7: 9.5 million
 * @returns {Promise<{ runs: number, seconds: number }>}
 */
export async function seedHistory(rows, scale) {
  const begin = performance.now();
  const indexes = await rows(`
    SELECT indexname AS name, indexdef AS definition FROM pg_indexes
    WHERE tablename = 'runs' AND indexdef NOT LIKE '%UNIQUE%'`);
  for (const { name } of indexes) await rows(`DROP INDEX "${name}"`);
  await rows(`INSERT INTO hosts (id, name, public_key, status, labels, created_at)
    SELECT ${hostId('n')}, '${MARK}' || lpad(n::text, 4, '0'), '${MARK}' || n, 'offline',
      jsonb_build_object('rack', (n % 40)::text), now() - interval '1 year'
    FROM generate_series(0, ${HOSTS - 1}) n`);
  // Watched in spans of a week with an hour between.
  await rows(`INSERT INTO observations (host_id, epoch, observed_from, observed_to, open)
    SELECT ${hostId('n')}, gen_random_uuid(), now() - (53 - w) * interval '7 days',
      CASE WHEN w = 52 THEN now() + interval '1 day' ELSE now() - (52 - w) * interval '7 days' - interval '1 hour' END, w = 52
    FROM generate_series(0, ${HOSTS - 1}) n, generate_series(0, 52) w`);
  await rows(`INSERT INTO images (id, created_at, size, architecture, os, config, history)
    SELECT ${imageId('r', 'v')}, now(), 1, 'amd64', 'linux', '{}', '[]'
    FROM generate_series(0, 399) r, generate_series(0, 9) v`);
  await rows(`INSERT INTO layers (chain_id, diff_id, size)
    SELECT DISTINCT chain, chain, 1 FROM (${layers()}) AS l`);
  await rows(
    `INSERT INTO image_layers (image_id, position, chain_id, created_by) SELECT image, position, chain, 'RUN' FROM (${layers()}) AS l`,
  );
  await rows(`UPDATE images SET top_chain_id = top.chain_id, layer_count = top.position + 1 FROM (
      SELECT DISTINCT ON (image_id) image_id, chain_id, position FROM image_layers ORDER BY image_id, position DESC
    ) AS top WHERE top.image_id = images.id AND images.top_chain_id IS NULL`);
  await rows(`INSERT INTO tag_history (host_id, reference, image_id, valid_from)
    SELECT ${hostId('0')}, 'sim/repo-' || r || ':' || v, ${imageId('r', 'v')}, now() - interval '1 year'
    FROM generate_series(0, 399) r, generate_series(0, 9) v`);
  // On each host every repository that runs there has a tag that moves with its versions.
  await rows(`INSERT INTO tag_history (host_id, reference, image_id, valid_from, valid_to)
    SELECT ${hostId('c / 50')}, 'sim/repo-' || c % 400 || ':latest', ${imageId('c % 400', 'v')},
      now() - (10 - v) * interval '36.5 days', CASE WHEN v < 9 THEN now() - (9 - v) * interval '36.5 days' END
    FROM generate_series(0, ${CONTAINERS - 1}) c, generate_series(0, 9) v`);
  await rows(`INSERT INTO history_images (image_id, image_reference, repository, tag)
    SELECT ${imageId('r', 'v')}, 'sim/repo-' || r || ':' || v, 'sim/repo-' || r, v::text
    FROM generate_series(0, 399) r, generate_series(0, 9) v`);
  await rows(`INSERT INTO run_containers (host_id, container_id)
    SELECT ${hostId('c / 50')}, ${containerId('c')} FROM generate_series(0, ${CONTAINERS - 1}) c`);
  await rows(`INSERT INTO history_containers (host_id, container_id, container_name, labels, key)
    SELECT host_id, container_id, 'web-' || c, jsonb_build_object('team', 'team-' || c % 500), key
    FROM generate_series(0, ${CONTAINERS - 1}) c JOIN run_containers ON host_id = ${hostId('c / 50')} AND container_id = ${containerId('c')}`);
  await rows(`INSERT INTO runs (host_key, container_key, container_name, image_key, started_at, ended_at, end_known_by, exit_code)
    SELECT host_key, container_key, 'web-' || c, image_key,
      began, CASE WHEN run < runs - 1 THEN began + length * 0.95 END, CASE WHEN run < runs - 1 THEN 'engine' END,
      CASE WHEN run < runs - 1 THEN 0 END
    FROM (
      SELECT c, run, runs, c % 400 AS r, run * 10 / runs AS v, interval '365 days' / runs AS length,
        now() - interval '365 days' + (run + (c % 997) / 1000.0) * (interval '365 days' / runs) - interval '1 minute' AS began
      FROM generate_series(0, ${CONTAINERS - 1}) c
      CROSS JOIN LATERAL (SELECT round(CASE WHEN c % 10 = 0 THEN 200 * ${scale}::float8 ELSE 8 * ${scale}::float8 END)::int AS runs) AS often
      CROSS JOIN LATERAL generate_series(0, runs - 1) run
    ) AS history
    JOIN (SELECT substr(container_name, 5)::int AS c, key AS container_key, host_id FROM history_containers
      WHERE container_name LIKE 'web-%') AS container USING (c)
    JOIN (SELECT id AS host_id, key AS host_key FROM hosts) AS host USING (host_id)
    JOIN (SELECT substr(repository, 10)::int AS r, tag::int AS v, key AS image_key FROM history_images
      WHERE repository LIKE 'sim/repo-%') AS image USING (r, v)
    ORDER BY began`);
  for (const { definition } of indexes) await rows(definition);
  await rows('SELECT add_up_run_activity()');
  for (const table of [
    'runs',
    'run_containers',
    'run_activity',
    'run_activity_changes',
    'observations',
    'tag_history',
    'history_containers',
    'history_images',
    'image_layers',
    'hosts',
  ]) {
    await rows(`VACUUM ANALYZE ${table}`);
  }
  const [{ runs }] = await rows('SELECT count(*)::int AS runs FROM runs');
  return { runs, seconds: (performance.now() - begin) / 1000 };
}

/** Names in SQL of what the seed has made. @param {number} repository @param {number} version */
export const seeded = {
  hostName: `${MARK}0123`,
  imageId: (/** @type {number} */ repository, /** @type {number} */ version) => imageId(repository, version),
  baseLayer: (/** @type {number} */ base) => digest(`'base ${base}'`),
};

/** @param {string | number} repository @param {string | number} version */
function imageId(repository, version) {
  return digest(`'image ' || ${repository} || ' ' || ${version}`);
}

/** @param {string} text SQL */
function digest(text) {
  return `'sha256:' || md5(${text}) || md5(${text} || '.')`;
}

/** A UUID of version 4 by its form. @param {string} n */
function hostId(n) {
  return `overlay(overlay(md5('host ' || ${n}) PLACING '4' FROM 13) PLACING '8' FROM 17)::uuid`;
}

/** @param {string} c */
function containerId(c) {
  return `md5('container ' || ${c}) || md5('id ' || ${c})`;
}

/** A base of two layers that 20 repositories share, one of the repository, one of the version. */
function layers() {
  return `
    SELECT ${imageId('r', 'v')} AS image, 0 AS position, ${digest("'root'")} AS chain
    FROM generate_series(0, 399) r, generate_series(0, 9) v
    UNION ALL SELECT ${imageId('r', 'v')}, 1, ${digest("'base ' || r % 20")}
    FROM generate_series(0, 399) r, generate_series(0, 9) v
    UNION ALL SELECT ${imageId('r', 'v')}, 2, ${digest("'repo ' || r")}
    FROM generate_series(0, 399) r, generate_series(0, 9) v
    UNION ALL SELECT ${imageId('r', 'v')}, 3, ${digest("'version ' || r || ' ' || v")}
    FROM generate_series(0, 399) r, generate_series(0, 9) v`;
}
