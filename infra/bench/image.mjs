import { randomFillSync } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MIB = 1024 * 1024;
/** In all 300 MiB that do not compress, in layers as uneven as real ones. */
const LAYERS_MIB = [120, 70, 45, 30, 18, 10, 5, 2];

/**
 * Makes an image of 300 MiB in 8 layers with the engine's own classic builder.
 * @param {import('@roadstead/testing').Stack} stack
 * @param {string} reference
 */
export async function makeImage(stack, reference) {
  const context = join(stack.dir, 'bench-image');
  mkdirSync(context);
  LAYERS_MIB.forEach((size, index) => {
    writeFileSync(join(context, `${index}.bin`), randomFillSync(Buffer.alloc(size * MIB)));
  });
  const lines = ['FROM scratch', ...LAYERS_MIB.map((_, index) => `COPY ${index}.bin /`), 'CMD ["/none"]'];
  writeFileSync(join(context, 'Dockerfile'), `${lines.join('\n')}\n`);
  await stack.host(0).engine.docker('build', '--quiet', '--tag', reference, context);
  rmSync(context, { recursive: true });
}
