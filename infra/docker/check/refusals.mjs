const SAID_WITHIN_MS = 40_000;
const WORDS = /secret|password/i;

/**
 * Takes away what must be given, one at a time: nothing may start without it, and words must say what is missing.
 * @param {import('./setting.mjs').Setting} setting
 */
export async function checkRefusals({ checklist, deployment, engine, testing }) {
  await checklist.run('the api image, given nothing, names what it needs', async () => {
    const words = await engine.docker('run', '--rm', 'roadstead/api').then(
      () => 'it started',
      (error) => error.message,
    );
    const missing = ['DATABASE_URL', 'REDIS_URL', 'ROADSTEAD_SECRET_KEY_FILE'].filter((name) => !words.includes(name));
    if (missing.length > 0) throw new Error(words);
    return words.slice(words.indexOf('ended with'));
  });
  for (const variable of ['ROADSTEAD_SECRETS', 'ROADSTEAD_PUBLIC_URL']) {
    await checklist.run(`a start without ${variable} is refused in words`, async () => {
      const { ok, output } = await deployment.tryCompose(['up', '-d', '--no-build'], { [variable]: '' });
      const words = output.match(new RegExp(`set ${variable} in \\.env[^}]*`))?.[0];
      if (ok || words === undefined) throw new Error(ok ? 'it started' : output);
      return words;
    });
  }
  /** Each secret, and the service that ends for want of it. */
  const needed = { 'postgres-password': 'postgres', 'redis-password': 'redis', key: 'api' };
  for (const [secret, service] of Object.entries(needed)) {
    await checklist.run(`a start with an empty secrets/${secret} ends in words`, async () => {
      deployment.emptySecret(secret);
      try {
        await deployment.tryCompose(['up', '-d', '--no-build']);
        return await testing.waitFor(
          async () => {
            const log = await deployment.compose('logs', '--no-color', '--no-log-prefix', service);
            return log.split('\n').find((line) => WORDS.test(line));
          },
          `${service} to say what is missing`,
          { timeoutMs: SAID_WITHIN_MS, pollMs: 1000 },
        );
      } finally {
        await deployment.tryCompose(['down', '--volumes', '--timeout', '5']);
        deployment.writeSecrets();
      }
    });
  }
}
