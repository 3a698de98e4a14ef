import { join } from 'node:path';

/**
 * Packages that dockerode loads only for features that the agent does not use: its ssh transport, and BuildKit sessions
 * by its own gRPC library. Left out, they are a named error at the moment of use, not of loading.
 */
const LEFT_OUT = ['ssh2', 'cpu-features', '@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs'];

/** Some bundled packages are CommonJS and call `require` for Node's own modules, which an ES module lacks. */
const REQUIRE_BANNER = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/**
 * Bundles the agent with all it needs into one file, so that a host needs nothing but Node.
 * @param {string} root of the checkout
 */
export async function bundleAgent(root) {
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: ['apps/agent/src/main.ts'],
    outfile: 'apps/agent/dist/roadstead-agent.mjs',
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'external',
    legalComments: 'eof',
    logLevel: 'silent',
    banner: { js: REQUIRE_BANNER },
    alias: {
      '@roadstead/domain/dockerfile': join(root, 'libs/domain/src/dockerfile/index.ts'),
      '@roadstead/domain/dockerignore': join(root, 'libs/domain/src/dockerignore/index.ts'),
      '@roadstead/domain/logs': join(root, 'libs/domain/src/logs/index.ts'),
      '@roadstead/domain/packages': join(root, 'libs/domain/src/packages/index.ts'),
      '@roadstead/domain': join(root, 'libs/domain/src/index.ts'),
      '@roadstead/protocol': join(root, 'libs/protocol/src/index.ts'),
    },
    plugins: [leaveOut(LEFT_OUT)],
  });
}

/** @param {string[]} packages @returns {import('esbuild').Plugin} */
function leaveOut(packages) {
  const filter = new RegExp(`^(${packages.map((name) => name.replace('/', '\\/')).join('|')})$`);
  return {
    name: 'leave-out',
    setup(build) {
      build.onResolve({ filter }, ({ path }) => ({ path, namespace: 'left-out' }));
      build.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
        contents: `module.exports = new Proxy({}, {
          get: () => function () { throw new Error('${path} is left out of the agent'); },
        });`,
      }));
    },
  };
}
