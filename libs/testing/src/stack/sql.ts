import { Client } from 'pg';

/** One statement over a connection of its own, so that a restart of Postgres between two does no harm. */
export async function queryRows<T extends object>(url: string, sql: string, parameters: unknown[]): Promise<T[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql, parameters)).rows;
  } finally {
    await client.end();
  }
}
