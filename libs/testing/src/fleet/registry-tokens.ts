import { createPrivateKey, type KeyObject, randomUUID, sign, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RegistryUser, RepositoryRights } from './registry-accounts.js';
import type { KeyPair } from './registry-certificate.js';

const LIFETIME_SECONDS = 300;

export interface TokenServer {
  /** Where a registry sends its clients. */
  readonly realm: string;
  readonly service: string;
  readonly issuer: string;
  stop(): Promise<void>;
}

/**
 * A token service as of https://distribution.github.io/distribution/spec/auth/token/, which is how Docker Hub and
 * others give each account rights per repository: it signs what the user may do, and the registry holds to it.
 */
export async function startTokenServer(options: {
  host: string;
  users: RegistryUser[];
  rights: RepositoryRights;
  keyPair: KeyPair;
}): Promise<TokenServer> {
  const signer = await readSigner(options.keyPair);
  const server = createServer((request, response) => answer(request, response, { ...options, signer }));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    realm: `http://${options.host}:${port}/token`,
    service: signer.service,
    issuer: signer.issuer,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Signer {
  key: KeyObject;
  /** Base64 of the certificate that the registry trusts. */
  certificate: string;
  service: string;
  issuer: string;
}

interface TokenRules {
  users: RegistryUser[];
  rights: RepositoryRights;
  signer: Signer;
}

async function readSigner({ certificate, key }: KeyPair): Promise<Signer> {
  const [certificatePem, keyPem] = await Promise.all([readFile(certificate), readFile(key)]);
  return {
    key: createPrivateKey(keyPem),
    certificate: new X509Certificate(certificatePem).raw.toString('base64'),
    service: 'roadstead test registry',
    issuer: 'roadstead test tokens',
  };
}

/** `GET /token?service=…&scope=repository:team/web:pull,push`; the Docker engine may send the same as a form by POST. */
function answer(request: IncomingMessage, response: ServerResponse, { users, rights, signer }: TokenRules): void {
  if (request.method !== 'GET') return void response.writeHead(404).end();
  const user = signedInAs(request.headers.authorization, users);
  if (user === false) return void response.writeHead(401).end('{"errors":[{"code":"UNAUTHORIZED"}]}');
  const scopes = new URL(request.url ?? '', 'http://tokens').searchParams.getAll('scope');
  const access = scopes.flatMap((scope) => scope.split(' ')).map((scope) => accessTo(scope, user, rights));
  const token = signToken(signer, user, access);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ token, access_token: token, expires_in: LIFETIME_SECONDS }));
}

/** @returns the user, undefined without a credential, false for one that is wrong */
function signedInAs(header: string | undefined, users: RegistryUser[]): string | undefined | false {
  const [scheme, credential = ''] = header?.split(' ') ?? [];
  if (scheme !== 'Basic') return undefined;
  const [name, ...password] = Buffer.from(credential, 'base64').toString().split(':');
  return users.find((each) => each.user === name && each.password === password.join(':'))?.user ?? false;
}

/** The part of a scope that the user has a right to. Whoever has signed in may list the catalog. */
function accessTo(scope: string, user: string | undefined, rights: RepositoryRights) {
  const [type = '', name = '', wanted = ''] = scope.split(':');
  const granted: readonly string[] = type === 'repository' ? rights(user, name) : user === undefined ? [] : ['*'];
  return { type, name, actions: wanted.split(',').filter((action) => granted.includes(action)) };
}

/** A JSON Web Token, ES256. */
function signToken({ key, certificate, service, issuer }: Signer, user: string | undefined, access: object[]): string {
  const now = Math.floor(Date.now() / 1000);
  const header = { typ: 'JWT', alg: 'ES256', x5c: [certificate] };
  const times = { nbf: now - 10, iat: now, exp: now + LIFETIME_SECONDS };
  const claims = { iss: issuer, aud: service, sub: user ?? '', jti: randomUUID(), ...times, access };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}
