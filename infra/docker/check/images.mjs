import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runToEnd } from './deployment.mjs';
import { writeRootFilesystem } from './root-filesystem.mjs';
import { requireNone, secretsIn, secretsInOutput } from './secret-search.mjs';
import { STAND_INS } from './stand-ins.mjs';

const MEGABYTE = 1_000_000;
/** What a stand-in was made from. */
const DEFINITION_LABEL = 'roadstead.stand-in';
const IMAGES = ['roadstead/api', 'roadstead/agent'];
/** What the build needs and the product does not, as pnpm names the folders. */
const BUILD_PACKAGES = ['next', 'typescript', 'prisma', 'jest', 'esbuild', '@swc+core', '@biomejs+biome'];

/**
 * Builds both images on stand-ins of their base images, and looks into them.
 * @param {import('./setting.mjs').Setting} setting
 * @returns {Promise<boolean>} whether there are images to run
 */
export async function checkImages({ checklist, deployment, dir, engine, proxyUrl }) {
  await checklist.run('base images are put together from system packages', async () => {
    for (const standIn of STAND_INS) await importStandIn(engine, standIn, join(dir, 'stand-in'));
    const names = STAND_INS.map(({ name }) => name);
    return sizes(engine, names);
  });
  for (const [service, file] of Object.entries({ agent: 'agent.Dockerfile', api: 'api.Dockerfile' })) {
    const built = await checklist.run(`infra/docker/${file} builds`, async () => {
      // Docker keeps a proxy that is given this way out of the image.
      const proxy = ['--build-arg', `HTTPS_PROXY=${proxyUrl}`];
      await deployment.compose('--profile', 'agent', 'build', ...proxy, service);
      return { words: await sizes(engine, [`roadstead/${service}`]), value: true };
    });
    if (!built) return false;
  }
  await checklist.run('only production dependencies are in the image', () => productionPackages(engine));
  await checklist.run('no secret is in an image: history, settings, any byte of any layer', async () => {
    const { secrets } = deployment;
    const histories = await Promise.all(IMAGES.map((image) => engine.docker('history', '--no-trunc', image)));
    const settings = await engine.docker('image', 'inspect', ...IMAGES);
    requireNone(secretsIn(histories.join('') + settings, { ...secrets, 'build proxy': proxyUrl }));
    requireNone(await secretsInOutput('docker', ['--host', `unix://${engine.socketPath}`, 'save', ...IMAGES], secrets));
    return `none of ${Object.keys(secrets).join(', ')}, though their folder lay beside the sources`;
  });
  return true;
}

/**
 * Makes a base image, unless the engine has it from an earlier check: a new one would make its build cache worthless.
 * @param {import('./setting.mjs').Setting['engine']} engine
 * @param {import('./stand-ins.mjs').StandIn} standIn
 * @param {string} scratch folder of its own
 */
async function importStandIn(engine, standIn, scratch) {
  const definition = createHash('sha256').update(JSON.stringify(standIn)).digest('hex');
  const known = await engine.docker('images', '--quiet', '--filter', `label=${DEFINITION_LABEL}=${definition}`);
  if (known !== '') return;
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  const archive = `${scratch}.tar`;
  try {
    writeRootFilesystem(scratch, standIn);
    await runToEnd('tar', ['-cf', archive, '.'], { cwd: scratch });
    const label = `LABEL ${DEFINITION_LABEL}=${definition}`;
    const changes = [...standIn.changes, label].flatMap((change) => ['--change', change]);
    await engine.docker('import', ...changes, archive, standIn.name);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    rmSync(archive, { force: true });
  }
}

/** @param {import('./setting.mjs').Setting['engine']} engine @param {string[]} images */
async function sizes(engine, images) {
  const inspected = JSON.parse(await engine.docker('image', 'inspect', ...images));
  return images.map((image, index) => `${image} ${Math.round(inspected[index].Size / MEGABYTE)} MB`).join(', ');
}

/** @param {import('./setting.mjs').Setting['engine']} engine */
async function productionPackages(engine) {
  const listing = ['run', '--rm', '--entrypoint', 'ls', 'roadstead/api', 'apps/api/node_modules/.pnpm'];
  const packages = (await engine.docker(...listing)).split('\n').filter(Boolean);
  requireNone(packages.filter((folder) => BUILD_PACKAGES.some((name) => folder.startsWith(`${name}@`))));
  return `${packages.length} packages; none of ${BUILD_PACKAGES.join(', ')}`;
}
