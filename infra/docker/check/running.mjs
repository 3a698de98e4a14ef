import { requireNone, secretsIn } from './secret-search.mjs';

const READY_WITHIN_MS = 90_000;
const ONLINE_WITHIN_MS = 60_000;
/** Filter for the containers that compose made; the engine has those of builds too. */
const OURS = 'label=com.docker.compose.project';
const UP = ['up', '-d', '--no-build'];
const WITH_AGENT = ['--profile', 'agent'];

/**
 * Starts the control plane, makes its first admin and its first host, and restarts it.
 * @param {import('./setting.mjs').Setting} setting
 */
export async function checkRunning(setting) {
  const { checklist, deployment, testing, origin } = setting;
  const up = await checklist.run('docker-compose up starts all, and /readyz says so', async () => {
    await deployment.compose(...UP);
    return { words: await untilReady(setting), value: true };
  });
  if (!up) return showLogs(deployment);

  const admin = await checklist.run('roadstead bootstrap makes the first admin, once', async () => {
    const first = JSON.parse(await inApi(deployment, 'roadstead', 'bootstrap', '--admin-token-file', '/tmp/token'));
    const second = JSON.parse(await inApi(deployment, 'roadstead', 'bootstrap'));
    if (!first.password || second.password) throw new Error('the password is to be printed at the first time alone');
    const token = (await inApi(deployment, 'cat', '/tmp/token')).trim();
    return { words: `user ${first.username}`, value: { ...first, token } };
  });
  if (!admin) return showLogs(deployment);
  await checklist.run('the admin signs in over REST; a wrong password does not', () => signIn(origin, admin));
  await checklist.run("the API's role cannot change the log of actions, and verify-actions says so", async () => {
    const words = (await inApi(deployment, 'roadstead', 'verify-actions')).trim();
    const protection = words.split('\n').find((line) => line.includes('has no right to change or remove actions'));
    if (protection === undefined) throw new Error(words);
    return protection.trim();
  });
  await checklist.run('the dashboard and the agent come from the same port', () => pages(origin));

  const rest = testing.restClient(() => origin, admin.token);
  const { token: joinToken } = await rest.call('createJoinToken', { body: {} });
  const host = await checklist.run('the agent joins with a token; its host is online over REST', async () => {
    const { ok, output } = await deployment.tryCompose([...WITH_AGENT, ...UP], { ROADSTEAD_TOKEN: joinToken });
    if (!ok) throw new Error(output);
    const joined = await untilOnline(setting, rest);
    if (joined.name !== setting.engine.name) throw new Error(`its name is ${joined.name}`);
    return { words: `${joined.name}, Docker ${joined.engine?.version}, data as of ${joined.dataAsOf}`, value: joined };
  });
  if (!host) return showLogs(deployment);
  await checklist.run("the inventory equals the engine's docker ps -a and docker images", async () => {
    await testing.untilInventoryIsTrue(rest, { ...host, engine: setting.engine });
    const { counts } = await rest.call('getHost', { params: { hostId: host.id } });
    return `${counts.containers} containers, ${counts.images} images`;
  });

  await checkConfinement(setting, { password: admin.password, 'api token': admin.token, 'join token': joinToken });

  const sameHost = async () => {
    await untilReady(setting);
    await signIn(origin, admin);
    const again = await untilOnline(setting, rest);
    if (again.id !== host.id) throw new Error('it is another host now');
    return `signed in; ${again.name} is online, the same since ${again.createdAt}`;
  };
  await checklist.run('after a restart of the api the data are there, and the agent is back', async () => {
    await deployment.compose('restart', 'api');
    return sameHost();
  });
  for (const service of ['agent', 'api']) {
    await checklist.run(`the ${service} stops in order within its grace`, async () => {
      const id = (await deployment.compose(...WITH_AGENT, 'ps', '-q', service)).trim();
      await deployment.compose(...WITH_AGENT, 'stop', service);
      const [{ State: state }] = JSON.parse(await setting.engine.docker('inspect', id));
      if (state.ExitCode !== 0) throw new Error(`it ended with ${state.ExitCode}`);
      return 'exit code 0';
    });
  }
  await checklist.run('after down and up, without a token, the data are there and the host is the same', async () => {
    await deployment.compose(...WITH_AGENT, 'down');
    await deployment.compose(...WITH_AGENT, ...UP);
    return sameHost();
  });
}

/**
 * @param {import('./setting.mjs').Setting} setting
 * @param {Record<string, string>} made secrets that came into being since the start
 */
async function checkConfinement({ checklist, deployment, engine }, made) {
  const secrets = { ...deployment.secrets, ...made };
  for (const service of ['api', 'redis']) {
    await checklist.run(`${service} runs as a user without capabilities, on a read-only root`, async () => {
      const user = (await deployment.compose('exec', '-T', service, 'id', '-u')).trim();
      const status = await deployment.compose('exec', '-T', service, 'grep', 'CapEff', '/proc/1/status');
      const write = await deployment.tryCompose(['exec', '-T', service, 'touch', '/usr/written']);
      if (user === '0' || !/\s0+$/.test(status.trimEnd()) || !/read-only/i.test(write.output)) {
        throw new Error(`user ${user}, ${status}, ${write.output}`);
      }
      return `uid ${user}, ${status}, ${write.output.split('\n')[0]}`;
    });
  }
  const containers = (await engine.docker('ps', '-aq', '--filter', OURS)).split('\n').filter(Boolean);
  const inspected = await engine.docker('inspect', ...containers);
  await checklist.run('no secret is in the settings, processes or logs of a container', async () => {
    // The join token is used up: it lets nobody in.
    const { 'join token': _usedUp, ...lasting } = secrets;
    requireNone(secretsIn(inspected, lasting));
    const running = (await engine.docker('ps', '-q', '--filter', OURS)).split('\n').filter(Boolean);
    const processes = await Promise.all(running.map((id) => engine.docker('top', id, '-eo', 'pid,args')));
    const logs = await deployment.tryCompose(['logs', '--no-color']);
    requireNone(secretsIn(processes.join('') + logs.output, secrets));
    return `${containers.length} containers; looked for ${Object.keys(secrets).join(', ')}`;
  });
  await checklist.run('logs rotate, memory is bounded, and the api alone is published', async () => {
    for (const { Name: name, HostConfig: settings } of JSON.parse(inspected)) {
      if (settings.LogConfig.Config['max-size'] === undefined) throw new Error(`the log of ${name} does not rotate`);
      if (settings.Memory === 0) throw new Error(`${name} may take all memory`);
      const published = Object.keys(settings.PortBindings);
      if (published.length > 0 && !name.includes('_api_')) throw new Error(`${name} publishes ${published}`);
    }
    return `${containers.length} containers`;
  });
}

/** @param {import('./setting.mjs').Setting} setting @returns {Promise<string>} what /readyz says */
function untilReady({ origin, testing }) {
  const ready = async () => {
    const reply = await fetch(`${origin}/readyz`);
    return reply.ok ? reply.text() : undefined;
  };
  return testing.waitFor(ready, '/readyz', { timeoutMs: READY_WITHIN_MS, pollMs: 500 });
}

/**
 * @param {import('./setting.mjs').Setting} setting
 * @param {import('../../../libs/testing/src/index.js').RestClient} rest
 */
function untilOnline({ testing }, rest) {
  const online = async () => {
    const hosts = await rest.call('listHosts');
    return hosts.find(({ status, dataAsOf }) => status === 'online' && dataAsOf !== undefined);
  };
  return testing.waitFor(online, 'the host to be online', { timeoutMs: ONLINE_WITHIN_MS, pollMs: 500 });
}

/** @param {string} origin @param {{ username: string, password: string }} admin */
async function signIn(origin, { username, password }) {
  const attempt = (/** @type {string} */ word) =>
    fetch(`${origin}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ username, password: word }),
    });
  const [right, wrong] = [await attempt(password), await attempt('wrong')];
  if (right.status !== 200 || wrong.status !== 401) throw new Error(`right: ${right.status}, wrong: ${wrong.status}`);
  return 'status 200; wrong: 401';
}

/** @param {string} origin */
async function pages(origin) {
  const [page, agent] = await Promise.all([fetch(`${origin}/`), fetch(`${origin}/agent/roadstead-agent.mjs`)]);
  const [html, script] = await Promise.all([page.text(), agent.text()]);
  if (!page.ok || !html.includes('<html') || !agent.ok) throw new Error(`page ${page.status}, agent ${agent.status}`);
  return `page ${html.length} B, agent ${Math.round(script.length / 1000)} kB`;
}

/** @param {import('./deployment.mjs').Deployment} deployment @param {...string} command */
function inApi(deployment, ...command) {
  return deployment.compose('exec', '-T', 'api', ...command);
}

/** @param {import('./deployment.mjs').Deployment} deployment */
async function showLogs(deployment) {
  const { output } = await deployment.tryCompose(['logs', '--no-color', '--tail', '40']);
  console.error(output);
}
