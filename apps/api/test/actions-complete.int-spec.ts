import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CreatedJobs, ROUTES, type RouteName } from '@roadstead/contract';
import { type ActionVerb, ContainerId, RoadsteadError } from '@roadstead/domain';
import { COMMANDS, type CommandName, refuse, type StreamOpen, succeed } from '@roadstead/protocol';
import { aContainer, anImage } from '@roadstead/testing';
import { ApiHarness, until } from './api-harness.js';
import type { ScriptedAgent } from './scripted-agent.js';

/** Planted in every field that may hold a secret: none of it may be in the log of actions. */
const SECRETS = {
  password: 'planted-password-1',
  wrongPassword: 'planted-password-2',
  registry: 'planted-registry-3',
  git: 'planted-git-4',
  buildArg: 'planted-arg-5',
  dockerfile: 'planted-dockerfile-6',
  environment: 'planted-env-7',
  terminal: 'planted-terminal-8',
  urlKey: 'planted-url-9',
  change: 'planted-change-10',
  volumeOption: 'planted-option-11',
  file: 'planted-file-12',
  userInUrl: 'planted-user-13',
} as const;

const WEB = aContainer('web');
const IMAGE = anImage('web');
const UNKNOWN = '01890000-0000-7000-8000-000000000000';
const FILE = { type: 'file', size: 5, mode: 0o644, modifiedAt: '2026-01-02T03:04:05.000Z' } as const;

interface Request {
  readonly params?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly body?: unknown;
  /** A body that is no JSON. */
  readonly bytes?: string;
  readonly headers?: Record<string, string>;
  /** No API token. */
  readonly anonymous?: true;
}
interface Recorded {
  readonly verbs: readonly ActionVerb[];
  readonly request: (ids: Ids) => Request;
}
/** Why the route leaves nothing on record. */
type Exception = string;

interface Ids {
  readonly host: string;
  readonly container: Record<string, string>;
  readonly registry: string;
  readonly git: string;
  readonly terminal: string;
  readonly upload: string;
  readonly apiToken: string;
  /** Of jobs that have failed. */
  readonly batch: string;
  readonly job: string;
  readonly username: string;
  readonly cookie: Record<string, string>;
}

const READS = 'reads what every user may see; no secret is in it';
const NAMES_ONLY = 'names, sizes and dates of files; what is in them is read by routes of their own';
const REGISTRY_READ = 'reads names and manifests of a registry; its credential goes to the registry alone';
const on = (verb: ActionVerb, request: Recorded['request']): Recorded => ({ verbs: [verb], request });
const ofContainer = (verb: ActionVerb, request: Request = {}) =>
  on(verb, ({ container }) => ({ params: container, ...request }));

/** Every route of the contract: what it leaves on record, or why nothing. */
const EXPECTED: Record<RouteName, Recorded | Exception> = {
  login: on('user.login', ({ username }) => ({ body: { username, password: SECRETS.password }, anonymous: true })),
  logout: on('user.logout', ({ cookie }) => ({ headers: cookie, anonymous: true })),
  currentUser: READS,
  listApiTokens: 'names of one’s own tokens; no token is in it',
  createApiToken: on('token.create', () => ({ body: { name: 'mine' } })),
  deleteApiToken: on('token.delete', ({ apiToken }) => ({ params: { tokenId: apiToken } })),
  listUserNames: READS,

  listActions: 'reads the log itself; taking it along or verifying it is on record',
  exportActions: on('actions.export', () => ({})),
  verifyActions: on('actions.verify', () => ({})),

  overview: READS,
  listHosts: READS,
  getHost: READS,
  updateHost: on('host.update', ({ host }) => ({ params: { hostId: host }, body: { labels: { site: 'oslo' } } })),
  revokeHost: on('host.revoke', ({ host }) => ({ params: { hostId: host } })),
  createJoinToken: on('join-token.create', () => ({ body: {} })),

  listContainers: READS,
  getContainer: READS,
  listHostPorts: READS,
  containerTimeline: READS,
  containerDetail: 'what the engine tells, without what may be a secret',
  inspectContainer: ofContainer('container.inspect'),
  containerProcesses: ofContainer('container.processes'),
  containerLogs: ofContainer('container.logs'),
  mergedLogs: on('container.logs', ({ container: { hostId, containerId } }) => ({
    query: { container: `${hostId}/${containerId}` },
  })),
  logPage: ofContainer('container.logs', { query: { at: '2026-03-03T10:00:00Z' } }),
  searchLog: ofContainer('container.logs.search', { query: { q: 'x' } }),
  exportContainer: ofContainer('container.export'),
  startContainer: ofContainer('container.start'),
  stopContainer: ofContainer('container.stop', { body: {} }),
  restartContainer: ofContainer('container.restart', { body: {} }),
  pauseContainer: ofContainer('container.pause'),
  unpauseContainer: ofContainer('container.unpause'),
  killContainer: ofContainer('container.kill', { body: {} }),
  renameContainer: ofContainer('container.rename', { body: { name: 'other' } }),
  removeContainer: ofContainer('container.remove'),
  actOnContainers: on('container.stop', ({ container }) => ({
    body: { action: { verb: 'stop' }, targets: [container] },
  })),

  listContainerFiles: NAMES_ONLY,
  findExistingFiles: NAMES_ONLY,
  listContainerChanges: NAMES_ONLY,
  viewContainerFile: ofContainer('files.view', { query: { path: '/file' } }),
  downloadContainerFile: ofContainer('files.download', { query: { path: '/file' } }),
  uploadContainerFiles: ofContainer('files.upload', {
    query: { path: '/dir' },
    bytes: SECRETS.file.padEnd(1024, '\0'),
    headers: { 'content-type': 'application/x-tar' },
  }),
  createContainerDirectory: ofContainer('files.create-directory', { body: { path: '/dir/new' } }),

  terminalChoices: 'which shells there are; nothing of them is opened',
  listTerminals: READS,
  openTerminal: ofContainer('terminal.open', {
    body: {
      target: { kind: 'exec', command: ['sh'], env: [`TOKEN=${SECRETS.terminal}`] },
      size: { columns: 80, rows: 24 },
    },
  }),
  terminalStream: 'joins a terminal again, which only whoever opened it may; that it was opened is on record',
  closeTerminal: on('terminal.close', ({ host, terminal }) => ({ params: { hostId: host, terminalId: terminal } })),

  listGitCredentials: 'names of credentials; no password is in it',
  createGitCredential: on('git-credential.create', () => ({
    body: { name: 'git two', host: 'git.example.org', username: 'bot', password: SECRETS.git, allowedUsers: [] },
  })),
  updateGitCredential: on('git-credential.update', ({ git }) => ({
    params: { credentialId: git },
    body: { password: SECRETS.git },
  })),
  deleteGitCredential: on('git-credential.delete', ({ git }) => ({ params: { credentialId: git } })),

  listRegistries: 'names and addresses; no password is in it',
  getRegistry: 'as the list',
  createRegistry: on('registry.create', () => ({
    body: { ...REGISTRY, name: 'another', username: 'bot', password: SECRETS.registry },
  })),
  updateRegistry: on('registry.update', ({ registry }) => ({
    params: { registryId: registry },
    body: { username: 'bot', password: SECRETS.registry, acceptUnreachable: true },
  })),
  checkRegistry: on('registry.check', ({ registry }) => ({ params: { registryId: registry } })),
  deleteRegistry: on('registry.delete', ({ registry }) => ({ params: { registryId: registry } })),
  searchRegistry: REGISTRY_READ,
  listRepositories: REGISTRY_READ,
  listRegistryTags: REGISTRY_READ,
  getRemoteImage: REGISTRY_READ,
  pullCost: REGISTRY_READ,

  listImages: READS,
  getImage: READS,
  listImageLayers: READS,
  getImageOrigin: READS,
  previewImageRemoval: READS,
  getImageLocation: READS,
  saveImages: on('image.save', ({ host }) => ({ params: { hostId: host }, query: { ref: 'shop/web:1.0' } })),

  createJobs: on('job.create', ({ host }) => ({
    body: {
      kind: 'image.build',
      hostIds: [host],
      params: {
        source: { type: 'dockerfile', text: `FROM scratch\nENV KEY=${SECRETS.dockerfile}` },
        tags: ['shop/web:2'],
        buildArgs: { TOKEN: SECRETS.buildArg },
      },
    },
  })),
  listJobs: READS,
  getJob: READS,
  jobLog: 'what a job wrote, which every user may see; values that are known to be secret are not in it',
  cancelJob: on('job.cancel', ({ job }) => ({ params: { jobId: job } })),
  getBatch: READS,
  createBatch: on('job.create', ({ host, container }) => ({
    body: {
      kind: 'container.recreate',
      jobs: [{ hostId: host, params: { containerId: container.containerId, image: 'shop/web:1.0' } }],
    },
  })),
  cancelBatch: on('batch.cancel', ({ batch }) => ({ params: { batchId: batch } })),
  retryBatch: on('job.create', ({ batch }) => ({ params: { batchId: batch } })),

  findPackages: READS,
  exportPackages: READS,
  getPackageCoverage: READS,
  listImagePackages: READS,
  exportImagePackages: READS,
  getPackageSchedule: READS,
  createPackageScans: on('job.create', () => ({ body: { imageIds: [IMAGE.id] } })),
  setPackageSchedule: on('packages.schedule', () => ({ body: { enabled: false } })),

  listTagChecks: READS,
  checkTags: on('registry-tags.check', () => ({ body: {} })),
  listDrift: READS,
  exportDrift: READS,
  listPlacements: READS,
  exportPlacements: READS,
  getPlacementMatrix: READS,
  exportPlacementMatrix: READS,
  listPlacementChanges: READS,
  exportPlacementChanges: READS,
  getPlacementActivity: READS,
  listTagHistory: READS,
  getLayerEconomy: READS,
  getLayer: READS,
  listLayerImages: READS,
  listLayerContainers: READS,
  listBases: READS,
  listDerivedImages: READS,

  getHostStorage: READS,
  listPruneCandidates: READS,
  listVolumes: READS,
  createVolume: on('volume.create', ({ host }) => ({
    params: { hostId: host },
    body: { name: 'data', options: { o: `password=${SECRETS.volumeOption}` } },
  })),
  removeVolume: on('volume.remove', ({ host }) => ({ params: { hostId: host, volume: 'data' } })),
  listNetworks: READS,
  createNetwork: on('network.create', ({ host }) => ({ params: { hostId: host }, body: { name: 'back' } })),
  removeNetwork: on('network.remove', ({ host }) => ({ params: { hostId: host, networkId: 'back' } })),

  hostStats: READS,
  containerStats: READS,
  statsTop: READS,

  listUploads: READS,
  uploadLimits: READS,
  createUpload: on('upload.create', () => ({ headers: { 'tus-resumable': '1.0.0', 'upload-length': '10' } })),
  getUploadOffset: 'how much is there',
  continueUpload: 'a part of an upload that is on record, as is what uses it',
  deleteUpload: on('upload.delete', ({ upload }) => ({ params: { uploadId: upload } })),
};

/** Every command to an agent: that whoever asks for it is on record, or why not. */
const COMMANDED: Record<CommandName, 'recorded' | Exception> = {
  'job.start': 'sent when a job’s turn has come; that the job was asked for is on record',
  'job.cancel': 'as `job.start`',
  'stream.open': 'recorded',
  'container.act': 'recorded',
  'container.inspect': 'recorded',
  'container.events': READS,
  'container.top': 'recorded',
  'files.stat': NAMES_ONLY,
  'stats.watch': READS,
  'terminal.choices': READS,
  'terminal.open': 'recorded',
  'terminal.attach': 'as the route `terminalStream`',
  'terminal.list': READS,
  'terminal.close': 'recorded',
  'inventory.list': READS,
  'storage.usage': READS,
  'image.locate': READS,
  'volume.list': READS,
  'volume.create': 'recorded',
  'volume.remove': 'recorded',
  'network.list': READS,
  'network.create': 'recorded',
  'network.remove': 'recorded',
};
/** The same of the streams that `stream.open` asks for. */
const STREAMED: Record<StreamOpen['source']['type'], 'recorded' | Exception> = {
  'container.logs': 'recorded',
  'container.log-view': 'recorded',
  'container.log-page': 'recorded',
  'container.log-search': 'recorded',
  'images.save': 'recorded',
  'container.export': 'recorded',
  'files.list': NAMES_ONLY,
  'files.read': 'recorded',
  'files.archive': 'recorded',
  'files.changes': NAMES_ONLY,
  'files.put': 'recorded',
};
/** What a download asks for where it is of a directory, on record as that. */
const ASKED_ELSEWHERE = ['files.archive'];

const REGISTRY = { address: '127.0.0.1:1', insecure: true, acceptUnreachable: true };

const routes = Object.entries(EXPECTED) as [RouteName, Recorded | Exception][];
const recorded = routes.filter((entry): entry is [RouteName, Recorded] => typeof entry[1] === 'object');
/** What others need goes last. */
const ENDINGS: readonly RouteName[] = [
  'deleteRegistry',
  'deleteGitCredential',
  'removeContainer',
  'logout',
  'revokeHost',
];
const inOrder = [
  ...recorded.filter(([name]) => !ENDINGS.includes(name)),
  ...ENDINGS.map((ending) => recorded.find(([name]) => name === ending) as [RouteName, Recorded]),
];

interface Row {
  readonly verb: ActionVerb;
  readonly actor: string;
  readonly address: string;
  readonly outcome: string;
}

describe('the log of actions leaves nothing out', () => {
  let api: ApiHarness;
  let admin: { username: string; token: string };
  let agent: ScriptedAgent;
  let ids: Ids;
  /** What the agent was asked for since it was last looked. */
  let asked: { command: CommandName; stream?: string }[] = [];
  const askedEver = new Set<string>();

  const send = <T = unknown>(name: RouteName, { params = {}, query = {}, body, bytes, ...request }: Request) => {
    const path = ROUTES[name].path.replace(/:(\w+)/g, (_all, key: string) => encodeURIComponent(params[key] ?? ''));
    const search = new URLSearchParams(query);
    return fetch(`${api.url}/api/v1${path}${search.size > 0 ? `?${search}` : ''}`, {
      method: ROUTES[name].method,
      headers: {
        ...(request.anonymous ? {} : { authorization: `Bearer ${admin.token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      body: bytes ?? (body === undefined ? undefined : JSON.stringify(body)),
    }).then(async (response) => {
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
      return { response, text, body: (isJson && text !== '' ? JSON.parse(text) : undefined) as T };
    });
  };
  const newest = async () => (await api.query<{ id: string }>('SELECT coalesce(max(id), 0) AS id FROM actions'))[0]?.id;
  const since = (id: string | undefined) =>
    api.query<Row>('SELECT verb, actor, address, outcome FROM actions WHERE id > $1 ORDER BY id', [id]);

  beforeAll(async () => {
    api = await ApiHarness.start({ allowedAddresses: ['127.0.0.0/8'] });
    admin = await api.addUser('admin', SECRETS.password);
    agent = await api.connectedHost('web-1');
    await agent.list([WEB], [IMAGE]);
    answerEverything();
    ids = await things();
    asked = [];
  });
  afterAll(() => api?.stop());

  /** Everything is refused but what others begin with: an attempt is on record as well as a success. */
  function answerEverything() {
    for (const command of Object.keys(COMMANDS) as CommandName[]) {
      agent.onCommand(command, (request) => {
        const stream = command === 'stream.open' ? (request as StreamOpen).source.type : undefined;
        asked.push({ command, stream });
        askedEver.add(command).add(stream ?? command);
        return refuse(new RoadsteadError('container.unknown', { container: 'web', host: 'web-1' }));
      });
    }
    agent.onCommand('files.stat', ({ paths }) => {
      askedEver.add('files.stat');
      const stat = (path: string) =>
        path === '/dir' ? ({ ...FILE, type: 'directory' } as const) : path === '/file' ? FILE : null;
      return succeed({ files: paths.map(stat) });
    });
    agent.onCommand('terminal.list', () => succeed({ terminals: [terminal()] }));
  }

  const terminal = () => ({
    id: ids?.terminal as never,
    containerId: ContainerId.parse(WEB.id),
    openedBy: { userId: UNKNOWN as never, username: 'somebody' },
    openedAt: '2026-01-02T03:04:05.000Z',
    kind: 'exec' as const,
    command: ['sh'],
    takesInput: true,
    isShown: false,
  });

  async function things(): Promise<Ids> {
    const { username } = admin;
    const { body: registry } = await send<{ id: string }>('createRegistry', { body: { ...REGISTRY, name: 'one' } });
    const { body: git } = await send<{ id: string }>('createGitCredential', {
      body: { name: 'git', host: 'git.example.org', username: 'bot', password: SECRETS.git, allowedUsers: [] },
    });
    const { body: apiToken } = await send<{ id: string }>('createApiToken', { body: { name: 'gone soon' } });
    const { response } = await send('createUpload', { headers: { 'tus-resumable': '1.0.0', 'upload-length': '9' } });
    const upload = response.headers.get('location')?.split('/').at(-1) ?? '';
    const away = await api.addHost('away');
    const { body: jobs } = await send<CreatedJobs>('createJobs', {
      body: { kind: 'image.pull', hostIds: [away.hostId], params: { reference: 'shop/web:1.0' } },
    });
    const [job] = jobs.jobs;
    await until(
      'the job that waits for its host',
      () => api.query<{ state: string }>('SELECT state FROM jobs WHERE id = $1', [job?.id]),
      ([row]) => row?.state === 'waiting-for-host',
    );
    await api.query(`UPDATE jobs SET state = 'failed', ended_at = now() WHERE id = $1`, [job?.id]);
    const { response: signedIn } = await send('login', {
      body: { username, password: SECRETS.password },
      anonymous: true,
    });
    return {
      host: agent.hostId,
      container: { hostId: agent.hostId, containerId: WEB.id },
      registry: registry.id,
      git: git.id,
      terminal: UNKNOWN,
      upload,
      apiToken: apiToken.id,
      batch: jobs.batchId,
      job: job?.id ?? '',
      username,
      cookie: { cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '', origin: api.url },
    };
  }

  it('every route of the contract and every command to an agent is looked at', () => {
    expect(Object.keys(EXPECTED).sort()).toEqual(Object.keys(ROUTES).sort());
    expect(Object.keys(COMMANDED).sort()).toEqual(Object.keys(COMMANDS).sort());
    const unexplained = [...Object.values(COMMANDED), ...Object.values(STREAMED), ...routes.map(([, each]) => each)];
    expect(unexplained.filter((each) => typeof each === 'string' && each.length < 5)).toEqual([]);
  });

  it('what changes something is on record, whatever its route', () => {
    const silent = routes.filter(([name, each]) => ROUTES[name].method !== 'GET' && typeof each === 'string');
    expect(silent.map(([name]) => name)).toEqual(['findExistingFiles', 'getUploadOffset', 'continueUpload']);
  });

  it.each(inOrder)('%s is on record', async (name, { verbs, request }) => {
    const before = await newest();
    asked = [];
    await send(name, request(ids));
    const rows = (await since(before)).filter(({ actor }) => actor === admin.username);
    expect(rows.map(({ verb }) => verb)).toEqual(verbs);
    expect(rows.map(({ address }) => address)).toEqual(verbs.map(() => '127.0.0.1'));
    const failed = asked.filter(
      ({ command, stream }) => (stream ? STREAMED[stream as never] : COMMANDED[command]) === 'recorded',
    );
    if (failed.length > 0) expect(rows.map(({ outcome }) => outcome)).not.toContain('ok');
  });

  it('everything that is to be on record was asked of an agent by one of them', () => {
    const wanted = [...Object.entries(COMMANDED), ...Object.entries(STREAMED)];
    const missing = wanted.filter(([name, each]) => each === 'recorded' && !askedEver.has(name)).map(([name]) => name);
    expect(missing).toEqual(ASKED_ELSEWHERE);
  });

  it('whoever fails to sign in is on record, and never what was typed', async () => {
    const before = await newest();
    for (const username of [admin.username, SECRETS.wrongPassword]) {
      await send('login', { body: { username, password: SECRETS.wrongPassword }, anonymous: true });
    }
    expect(await since(before)).toEqual(
      [admin.username, 'unknown user'].map((actor) => ({
        ...{ actor, verb: 'user.login', address: '127.0.0.1', outcome: 'auth.wrong-credentials' },
      })),
    );
  });

  it('what was refused before it began is on record: somebody tried', async () => {
    const before = await newest();
    await send('createJobs', {
      body: { kind: 'image.pull', hostIds: [UNKNOWN], params: { reference: 'shop/web:1.0', registryId: UNKNOWN } },
    });
    const [row] = await since(before);
    expect(row).toMatchObject({ verb: 'job.create', actor: admin.username });
    expect(row?.outcome).not.toBe('ok');
  });

  it('no secret that went in anywhere is in it', async () => {
    const hostIds = [(await api.addHost('later')).hostId];
    const jobs: [string, object][] = [
      ['container.run', { image: 'shop/web:1.0', env: [{ name: 'KEY', value: SECRETS.environment }] }],
      ['image.import', { url: `https://example.org/a.tar?key=${SECRETS.urlKey}`, reference: 'a:1' }],
      ['container.commit', { containerId: WEB.id, reference: 'a:1', changes: [`ENV KEY=${SECRETS.change}`] }],
      [
        'image.build',
        { source: { type: 'git', url: `https://bot:${SECRETS.userInUrl}@git.example.org/a.git` }, tags: [] },
      ],
    ];
    const answers = [];
    for (const [kind, params] of jobs)
      answers.push((await send('createJobs', { body: { kind, hostIds, params } })).response);
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 400]);
    const rows = await api.query<{ text: string }>('SELECT actions::text AS text FROM actions');
    const all = rows.map(({ text }) => text).join('\n');
    expect(Object.entries(SECRETS).filter(([, secret]) => all.includes(secret))).toEqual([]);
    expect(all).not.toContain(admin.token);
    expect(all).not.toMatch(/rst_|rsj_/);
    // The names are: whoever reads the log sees what was set.
    for (const name of ['TOKEN', 'KEY', 'shop/web:2', 'git.example.org']) expect(all).toContain(name);
  });
});
