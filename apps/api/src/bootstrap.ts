import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { PrismaPg } from '@prisma/adapter-pg';
import type { ActionVerb } from '@roadstead/domain';
import { v7 as uuid } from 'uuid';
import { hashPassword } from './auth/passwords.js';
import { hashSecret, newSecret } from './auth/secrets.js';
import { API_TOKEN_PREFIX } from './platform/http/credentials.js';
import { PrismaClient } from './platform/prisma/generated/client.js';

const USAGE = `Makes the first administrator of the database at DATABASE_URL. Prints {"username", "password"} as JSON; the password
only when it was made now.

  node apps/api/dist/bootstrap.js --admin-token-file PATH   also keeps an API token of the administrator there
  node apps/api/dist/bootstrap.js --reset-password          gives the administrator a new password
`;
const USERNAME = 'admin';
const TOKEN_NAME = 'launcher';

interface Options {
  readonly tokenFile?: string;
  readonly resetPassword: boolean;
}

async function bootstrap(prisma: PrismaClient, { tokenFile, resetPassword }: Options): Promise<object> {
  const users = await prisma.user.count();
  const admin = await prisma.user.findUnique({ where: { username: USERNAME } });
  const password = users === 0 || resetPassword ? newSecret().slice(0, 20) : undefined;
  const user =
    password === undefined ? admin : await setPassword(prisma, admin?.id ?? uuid(), await hashPassword(password));
  if (password !== undefined) await record(prisma, users === 0 ? 'user.create' : 'user.reset-password', USERNAME);
  if (tokenFile !== undefined && user !== null && (await writeToken(prisma, user.id, tokenFile))) {
    await record(prisma, 'token.create', TOKEN_NAME);
  }
  return { username: user?.username ?? USERNAME, password };
}

/** Whoever was signed in with the old password is signed in no more. */
async function setPassword(prisma: PrismaClient, id: string, passwordHash: string) {
  await prisma.session.deleteMany({ where: { userId: id } });
  return prisma.user.upsert({
    where: { username: USERNAME },
    create: { id, username: USERNAME, passwordHash, role: 'admin' },
    update: { passwordHash },
  });
}

/** By whoever may run programs beside the database: nobody signed in. */
async function record(prisma: PrismaClient, verb: ActionVerb, target: string): Promise<void> {
  const action = { actor: 'system', verb, target, detail: { program: 'bootstrap' }, outcome: 'ok' };
  await prisma.action.create({ data: action, select: { id: true } });
}

/**
 * The token that the file has stays, so that copies of it go on working; a lost or deleted one is made anew.
 * @returns whether one was made
 */
async function writeToken(prisma: PrismaClient, userId: string, path: string): Promise<boolean> {
  const written = hashSecret(readText(path).trim());
  const known = await prisma.apiToken.findFirst({ where: { userId, name: TOKEN_NAME, secretHash: written } });
  if (known !== null) return false;
  const token = newSecret(API_TOKEN_PREFIX);
  await prisma.$transaction([
    prisma.apiToken.deleteMany({ where: { userId, name: TOKEN_NAME } }),
    prisma.apiToken.create({
      data: { id: uuid(), userId, name: TOKEN_NAME, role: 'admin', secretHash: hashSecret(token) },
    }),
  ]);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${token}\n`, { mode: 0o600 });
  chmodSync(path, 0o600);
  return true;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      'admin-token-file': { type: 'string' },
      'reset-password': { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  const connectionString = process.env.DATABASE_URL;
  if (values.help || connectionString === undefined) {
    process.stderr.write(connectionString === undefined ? `DATABASE_URL is not set.\n\n${USAGE}` : USAGE);
    return connectionString === undefined ? 78 : 0;
  }
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 1 }) });
  try {
    const options = { tokenFile: values['admin-token-file'], resetPassword: values['reset-password'] };
    process.stdout.write(`${JSON.stringify(await bootstrap(prisma, options))}\n`);
    return 0;
  } finally {
    await prisma.$disconnect();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`The administrator could not be made: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
