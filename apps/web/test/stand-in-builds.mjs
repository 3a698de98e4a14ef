const STEPS = [
  ['[internal] load build definition from Dockerfile', 0.1, ['transferring dockerfile: 412B done']],
  ['[internal] load .dockerignore', 0.1, ['transferring context: 2B done']],
  ['[build 1/4] FROM docker.io/library/node:22-slim', 0, undefined],
  ['[build 2/4] WORKDIR /src', 0, undefined],
  [
    '[build 3/4] RUN npm ci --omit=dev',
    3,
    [
      '\u001b[33mnpm warn\u001b[39m deprecated inflight@1.0.6: This module is not supported',
      ...Array.from(
        { length: 40 },
        (_, n) => `npm http fetch GET 200 https://registry.npmjs.org/package-${n} ${n * 7}ms`,
      ),
      'added 318 packages in 3s',
      '\u001b[32mfound 0 vulnerabilities\u001b[39m',
    ],
  ],
  ['[build 4/4] RUN npm run build', 6, ['> shop@2.5.0 build', '> node build.mjs', 'built 84 modules in 5.7s']],
  ['[stage-1 2/2] COPY --from=build /src/dist /srv/www', 0.2, []],
  ['exporting to image', 0.3, ['exporting layers', 'naming to docker.io/shop/web:2.5.0']],
];
const SPEED = 1000;

const DOCKERFILE = `FROM node:22-slim AS build
WORKDIR /src
COPY . .
RUN npm ci --omit=dev
RUN npm run build
FROM nginx:1.27
COPY --from=build /src/dist /srv/www
`;

/** What a build of the stand-in's fleet is asked for with. */
export const BUILD_PARAMS = {
  source: { type: 'dockerfile', text: DOCKERFILE },
  tags: ['registry.example.org:5000/shop/web:2.5.0'],
  buildArgs: { VERSION: '2.5.0', NPM_TOKEN: 'not to be seen' },
  push: true,
};

/**
 * A build as it stands so many milliseconds after its start: its progress and all that it has written. It fails at its
 * sixth step if `fails`.
 */
export function buildAt(startedAt, elapsed, fails = false) {
  const steps = [];
  const lines = [];
  let at = 0;
  for (const [index, [name, seconds, output]] of STEPS.entries()) {
    const number = index + 1;
    const begun = at;
    const ended = begun + seconds * SPEED;
    const isFailed = fails && number === 6;
    const state =
      elapsed < begun
        ? 'waiting'
        : output === undefined
          ? 'cached'
          : elapsed < ended
            ? 'running'
            : isFailed
              ? 'failed'
              : 'done';
    const step = { number, name, state };
    if (state !== 'waiting') {
      step.startedAt = new Date(startedAt + begun).toISOString();
      lines.push(`#${number} ${name}`);
      const share = seconds === 0 ? 1 : Math.min(1, (elapsed - begun) / (seconds * SPEED));
      for (const line of (output ?? []).slice(0, Math.ceil((output?.length ?? 0) * share)))
        lines.push(`#${number} ${(share * seconds).toFixed(3)} ${line}`);
    }
    if (state === 'cached' || state === 'done' || state === 'failed') {
      step.endedAt = new Date(startedAt + ended).toISOString();
      const endings = { cached: 'CACHED', done: `DONE ${seconds.toFixed(1)}s`, failed: 'ERROR: exit code: 1' };
      lines.push(`#${number} ${endings[state]}`, '');
      if (isFailed) step.error = 'process "/bin/sh -c npm run build" did not complete successfully: exit code: 1';
    }
    steps.push(step);
    if (isFailed && state === 'failed') break;
    at = ended;
  }
  const last = steps.at(-1);
  return {
    progress: { layers: [], bytesDone: 0, bytesTotal: 0, bytesPerSecond: 0, steps },
    log: lines.map((line) => `${line}\n`).join(''),
    ending: last.state === 'failed' ? 'failed' : last.state === 'done' ? 'succeeded' : undefined,
  };
}
