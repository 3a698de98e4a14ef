import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { fileInWords, inWords } from './audit/chain/verification-words.js';
import { verifyChain } from './audit/chain/verify-chain.js';
import { NoExport, verifyFile } from './audit/chain/verify-file.js';

const USAGE = `Verifies the log of actions in the database at DATABASE_URL, without the control plane.

  node apps/api/dist/verify-actions.js                 is every action as it was written?
  node apps/api/dist/verify-actions.js --head HEAD     and does it still hold the head noted earlier (number:hash, or a hash)?
  node apps/api/dist/verify-actions.js --json          answers as GET /api/v1/audit/actions/verify does
  node apps/api/dist/verify-actions.js --file EXPORT   verifies an export (JSON Lines) instead, without the database
                                       --filtered      it was narrowed by a filter: numbers may be missing

Ends with 0 when it is intact, with 1 when it is not.
`;
const HEAD = /^(\d{1,19}:)?[0-9a-f]{64}$/;
/** sysexits.h */
const EXIT_USAGE = 64;
const EXIT_DATA = 65;
const EXIT_NO_INPUT = 66;
const EXIT_UNAVAILABLE = 69;
const EXIT_CONFIG = 78;

process.exitCode = await main();

async function main(): Promise<number> {
  let values: { head?: string; file?: string; filtered?: boolean; json?: boolean; help?: boolean };
  try {
    const [text, flag] = [{ type: 'string' } as const, { type: 'boolean' } as const];
    ({ values } = parseArgs({ options: { head: text, file: text, filtered: flag, json: flag, help: flag } }));
  } catch (error) {
    return complain((error as Error).message, EXIT_USAGE);
  }
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (values.head !== undefined && !HEAD.test(values.head)) {
    return complain('--head: a head is a hash of 64 hexadecimal digits, or number:hash.', EXIT_USAGE);
  }
  if (values.file !== undefined) return verifyExport(values.file, values);
  const connectionString = process.env.DATABASE_URL;
  if (!connectionString) return complain('DATABASE_URL is not set.', EXIT_CONFIG);

  const client = new pg.Client({ connectionString });
  try {
    await client.connect();
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const ask = async <T>(sql: string, parameters: readonly unknown[] = []) =>
      (await client.query(sql, [...parameters])).rows as T[];
    const verification = await verifyChain(ask, values.head);
    process.stdout.write(values.json ? `${JSON.stringify(verification)}\n` : inWords(verification));
    return verification.result === 'intact' ? 0 : 1;
  } catch (error) {
    process.stderr.write(`The log of actions could not be verified: ${(error as Error).message}\n`);
    return EXIT_UNAVAILABLE;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function verifyExport(
  path: string,
  { head, filtered = false, json }: { head?: string; filtered?: boolean; json?: boolean },
): Promise<number> {
  try {
    const lines = createInterface({
      input: (await open(path)).createReadStream(),
      crlfDelay: Number.POSITIVE_INFINITY,
    });
    const verification = await verifyFile(lines, { name: path, noted: head, isFiltered: filtered });
    process.stdout.write(json ? `${JSON.stringify(verification)}\n` : fileInWords(verification));
    return verification.result === 'intact' ? 0 : 1;
  } catch (error) {
    const isNoExport = error instanceof NoExport;
    process.stderr.write(`${path} could not be verified: ${(error as Error).message}\n`);
    return isNoExport ? EXIT_DATA : EXIT_NO_INPUT;
  }
}

function complain(problem: string, code: number): number {
  process.stderr.write(`${problem}\n\n${USAGE}`);
  return code;
}
