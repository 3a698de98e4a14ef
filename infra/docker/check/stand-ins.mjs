import { join } from 'node:path';

/**
 * Base images of the official names, put together from the packages of this machine (Debian 12), for an engine that
 * reaches no registry. They have what the Dockerfiles and docker-compose.yml rely on, and nothing else.
 *
 * @typedef {object} StandIn
 * @property {string} name
 * @property {string[]} packages whose files it gets
 * @property {string[]} [files] single files and folders
 * @property {string} [without] a pattern: files of the packages that it does not get
 * @property {Record<string, string>} [links] target by path
 * @property {Record<string, number>} [folders] empty ones by path, with their owner
 * @property {Record<string, string>} [scripts] executables by path
 * @property {string[]} changes Dockerfile instructions
 */

const SYSTEM = ['libc6', 'dash', 'coreutils', 'findutils', 'grep', 'sed'];
const POSTGRES_PROGRAMS = '/usr/lib/postgresql/15/bin';
const NPM = '/usr/lib/node_modules/npm';

/** Users of every stand-in, with the number that is their group's too. */
export const USERS = { root: 0, node: 1000, postgres: 999, redis: 998 };

/** What the official image's entrypoint does with the variables of docker-compose.yml. */
const POSTGRES_ENTRYPOINT = `#!/bin/sh
set -eu
if [ "$(id -u)" -eq 0 ]; then
  chown postgres:postgres "$PGDATA" && chmod 0700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --clear-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  [ -s "$POSTGRES_PASSWORD_FILE" ] || { echo 'Error: Database is uninitialized and superuser password is not specified.' >&2; exit 1; }
  initdb --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" --auth-local=trust --auth-host=scram-sha-256 --locale=C --encoding=UTF8
  echo 'host all all all scram-sha-256' >>"$PGDATA/pg_hba.conf"
  pg_ctl -w -o "-c listen_addresses=''" start
  createdb --username="$POSTGRES_USER" "$POSTGRES_DB"
  pg_ctl -w -m fast stop
fi
exec "$@" -c listen_addresses='*'
`;

/** @type {StandIn[]} */
export const STAND_INS = [
  {
    name: 'node:20-bookworm-slim',
    // What the image installs from Debian is there already: its engine reaches no mirror.
    packages: [...SYSTEM, 'git', 'openssh-client', 'bzip2', 'xz-utils'],
    scripts: { '/usr/bin/apt-get': '#!/bin/sh\nexit 0\n' },
    // The certificates that this machine trusts: its way to the npm registry may lead through a gateway of its own.
    files: [process.execPath, NPM, '/etc/ssl/certs/ca-certificates.crt'],
    links: {
      '/usr/local/bin/npm': join(NPM, 'bin/npm-cli.js'),
      '/usr/local/bin/npx': join(NPM, 'bin/npx-cli.js'),
    },
    folders: { '/home/node': USERS.node },
    changes: ['ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt', 'CMD ["node"]'],
  },
  {
    name: 'postgres:15-bookworm',
    packages: [...SYSTEM, 'postgresql-15', 'postgresql-client-15', 'tzdata'],
    without: '/(llvmjit|bitcode)',
    files: ['/usr/bin/setpriv'],
    folders: { '/var/lib/postgresql/data': USERS.postgres, '/var/run/postgresql': USERS.postgres },
    scripts: { '/usr/local/bin/docker-entrypoint.sh': POSTGRES_ENTRYPOINT },
    changes: [
      `ENV PATH=/usr/local/bin:/usr/bin:/bin:${POSTGRES_PROGRAMS} PGDATA=/var/lib/postgresql/data`,
      'VOLUME /var/lib/postgresql/data',
      'ENTRYPOINT ["docker-entrypoint.sh"]',
      'CMD ["postgres"]',
    ],
  },
  {
    name: 'redis:7-bookworm',
    packages: [...SYSTEM, 'redis-server', 'redis-tools'],
    folders: { '/data': USERS.redis },
    changes: ['WORKDIR /data', 'VOLUME /data', 'CMD ["redis-server"]'],
  },
];
