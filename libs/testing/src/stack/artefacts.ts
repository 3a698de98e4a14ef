import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. Sources and built files of this package lie equally deep below it. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** What the build makes and a stack runs. */
export const ARTEFACTS = {
  api: join(ROOT, 'apps/api/dist/main.js'),
  migrate: join(ROOT, 'apps/api/dist/migrate.js'),
  bootstrap: join(ROOT, 'apps/api/dist/bootstrap.js'),
  agent: join(ROOT, 'apps/agent/dist/roadstead-agent.mjs'),
  web: join(ROOT, 'apps/web/out'),
  migrations: join(ROOT, 'prisma/migrations'),
} as const;

/** @throws Error that names what is not built, and how to build it. */
export function requireArtefacts(names: readonly (keyof typeof ARTEFACTS)[]): void {
  const missing = names.map((name) => ARTEFACTS[name]).filter((path) => !existsSync(path));
  if (missing.length > 0) throw new Error(`Not built yet: ${missing.join(', ')}. Run "npm run build" first.`);
}
