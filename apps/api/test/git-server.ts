import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { dirname, join } from 'node:path';

const BACKEND = '/usr/lib/git-core/git-http-backend';

/** Real repositories behind git's own http backend. */
export class GitServer {
  readonly #server: Server;
  /** What opens the repositories whose names begin with `private`. */
  readonly #authorization = `Basic ${Buffer.from('builder:t0ken').toString('base64')}`;
  /** Requests that came in. */
  asked = 0;

  private constructor(private readonly root: string) {
    this.#server = createServer((request, response) => {
      this.asked += 1;
      if (request.url?.startsWith('/moved/')) {
        response
          .writeHead(301, { location: `http://127.0.0.1:${this.port}${request.url.slice('/moved'.length)}` })
          .end();
      } else if (request.url?.startsWith('/private') && request.headers.authorization !== this.#authorization) {
        response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
      } else serve(root, request, response);
    });
  }

  static async start(root: string): Promise<GitServer> {
    const server = new GitServer(root);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  urlOf(name: string, host = '127.0.0.1'): string {
    return `http://${host}:${this.port}/${name}`;
  }

  /** A repository with one commit; more come by `commit`. */
  create(name: string, files: Record<string, string>): GitRepository {
    const repository = new GitRepository(join(this.root, name));
    repository.git('init', '--quiet', '--initial-branch=main', '.');
    repository.commit(files);
    return repository;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export class GitRepository {
  constructor(readonly dir: string) {
    mkdirSync(dir, { recursive: true });
  }

  git(...args: string[]): string {
    const identity = ['-c', 'user.name=tester', '-c', 'user.email=tester@example.com'];
    return execFileSync('git', [...identity, ...args], { cwd: this.dir, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  /** @returns the id of the commit */
  commit(files: Record<string, string>): string {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.dir, path)), { recursive: true });
      writeFileSync(join(this.dir, path), content);
    }
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message=change');
    return this.git('rev-parse', 'HEAD');
  }
}

/** As a web server calls a CGI program. */
function serve(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
  const env = {
    PATH: process.env.PATH,
    GIT_PROJECT_ROOT: root,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    PATH_INFO: pathname.replace(/^\/(\w+)/, '/$1/.git'),
    QUERY_STRING: searchParams.toString(),
    REQUEST_METHOD: request.method,
    CONTENT_TYPE: request.headers['content-type'],
    HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
    GIT_PROTOCOL: request.headers['git-protocol'] as string | undefined,
    REMOTE_ADDR: '127.0.0.1',
  };
  const backend = spawn(BACKEND, { env, stdio: ['pipe', 'pipe', 'ignore'] });
  request.pipe(backend.stdin);
  backend.stdin.on('error', () => undefined);
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk) => chunks.push(chunk));
  backend.once('close', () => {
    const answer = Buffer.concat(chunks);
    const end = answer.indexOf('\r\n\r\n');
    const lines = answer.subarray(0, end).toString().split('\r\n');
    const headers = lines.map((line) => line.split(': ') as [string, string]);
    const status = headers.find(([name]) => name === 'Status')?.[1];
    response.writeHead(Number.parseInt(status ?? '200', 10), headers.filter(([name]) => name !== 'Status').flat());
    response.end(answer.subarray(end + 4));
  });
}

/** git's own server of the git protocol, on a free port. */
export async function startGitDaemon(root: string): Promise<{ port: number; stop(): Promise<void> }> {
  const port = await freePort();
  const args = ['--reuseaddr', '--export-all', '--listen=127.0.0.1', `--port=${port}`, `--base-path=${root}`, root];
  const daemon = spawn('/usr/lib/git-core/git-daemon', args, { stdio: 'ignore' });
  while (!(await listens(port))) await new Promise((resolve) => setTimeout(resolve, 50));
  const stop = () =>
    new Promise<void>((resolve) => {
      daemon.once('close', () => resolve());
      daemon.kill();
    });
  return { port, stop };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createTcpServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
