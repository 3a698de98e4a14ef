/**
 * Images with packages, made inside of Postgres by sets, and containers that run on them: of each image as many packages as a small
 * distribution has, in versions that images share as a fleet's do, for most of it is built on few bases.
 */
const MARK = 'pkg-sim-';

/**
 * @param {(sql: string, values?: unknown[]) => Promise<any[]>} rows
 * @param {{ images: number, packages: number, hosts: number, containers: number }} size
 */
export async function seedPackages(rows, { images, packages, hosts, containers }) {
  await rows(`INSERT INTO hosts (id, name, public_key, status, labels, created_at)
    SELECT ${hostId('n')}, '${MARK}' || lpad(n::text, 4, '0'), '${MARK}' || n, 'online', '{}', now() - interval '1 year'
    FROM generate_series(0, ${hosts - 1}) n`);
  await rows(`INSERT INTO images (id, created_at, size, architecture, os, config, history)
    SELECT ${imageId('n')}, now(), 1, 'amd64', 'linux', '{}', '[]' FROM generate_series(0, ${images - 1}) n`);
  await rows(`INSERT INTO host_images (host_id, image_id, engine_id, "references", repo_digests, fingerprint)
    SELECT ${hostId(`(n * 7 + k) % ${hosts}`)}, ${imageId('n')}, ${imageId('n')}, ARRAY['sim/app-' || n || ':1'], '{}', 0
    FROM generate_series(0, ${images - 1}) n, generate_series(0, 4) k ON CONFLICT DO NOTHING`);
  await rows(`INSERT INTO image_package_scans (image_id, host_id, job_id, databases, distribution, packages, is_readable)
    SELECT ${imageId('n')}, ${hostId('0')}, gen_random_uuid(), '[]',
      jsonb_build_object('id', 'debian', 'versionId', (11 + n % 2)::text), ${packages}, TRUE
    FROM generate_series(0, ${images - 1}) n`);
  // Twenty versions of each: those of the bases of the images.
  await rows(`INSERT INTO packages (key, ecosystem, name, version, architecture, source)
    SELECT 'sim-' || p || '-' || v, 'dpkg', CASE WHEN p = 0 THEN 'libssl3' ELSE 'lib-' || p END,
      '3.0.' || v || '-1~deb12u' || v, 'amd64', CASE WHEN p = 0 THEN 'openssl' ELSE 'source-' || p / 3 END
    FROM generate_series(0, ${packages - 1}) p, generate_series(0, 19) v`);
  await rows(`INSERT INTO image_packages (package_id, scan_number)
    SELECT k.id, s.number FROM generate_series(0, ${images - 1}) n JOIN image_package_scans s ON s.image_id = ${imageId('n')}
    CROSS JOIN generate_series(0, ${packages - 1}) p JOIN packages k ON k.key = 'sim-' || p || '-' || (n + p) % 20`);
  await rows(`INSERT INTO containers (host_id, id, name, image_id, image_reference, state, started_at, created_at, record, fingerprint,
      search_text)
    SELECT ${hostId(`c % ${hosts}`)}, ${containerId('c')}, 'web-' || c, ${imageId(`c % ${images}`)}, 'sim/app-' || c % ${images} || ':1',
      'running', now() - c * interval '1 minute', now() - c * interval '1 minute', '{}', 0, 'web-' || c
    FROM generate_series(0, ${containers - 1}) c`);
  await rows(`INSERT INTO history_images (image_id, image_reference, repository, tag)
    SELECT ${imageId('n')}, 'sim/app-' || n || ':1', 'sim/app-' || n, '1' FROM generate_series(0, ${images - 1}) n`);
  await rows(`INSERT INTO run_containers (host_id, container_id)
    SELECT ${hostId(`c % ${hosts}`)}, ${containerId('c')} FROM generate_series(0, ${containers - 1}) c`);
  await rows(`INSERT INTO runs (host_key, container_key, container_name, image_key, started_at, ended_at, end_known_by)
    SELECT h.key, k.key, 'web-' || c, i.key, now() - (run + 1) * interval '10 days',
      CASE WHEN run > 0 THEN now() - run * interval '10 days' END, CASE WHEN run > 0 THEN 'engine' END
    FROM generate_series(0, ${containers - 1}) c CROSS JOIN generate_series(0, 9) run
    JOIN hosts h ON h.id = ${hostId(`c % ${hosts}`)}
    JOIN run_containers k ON k.host_id = h.id AND k.container_id = ${containerId('c')}
    JOIN history_images i ON i.image_id = ${imageId(`c % ${images}`)}`);
  for (const table of [
    'hosts',
    'images',
    'host_images',
    'image_package_scans',
    'packages',
    'image_packages',
    'containers',
    'history_images',
    'run_containers',
    'runs',
  ]) {
    await rows(`VACUUM ANALYZE ${table}`);
  }
}

/** @param {string} n */
const hostId = (n) => `('00000000-0000-4000-9000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
/** @param {string} n */
const imageId = (n) => `'sha256:e' || lpad(to_hex(${n}), 63, '0')`;
/** @param {string} n */
const containerId = (n) => `'f' || lpad(to_hex(${n}), 63, '0')`;
