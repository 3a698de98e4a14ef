import { startTestServices } from './test-services.mjs';

/** How services-down.mjs, which Jest loads apart from this file in the same process, learns what to stop. */
export const STARTED = Symbol.for('roadstead.test-services');

/** Jest calls this before the first spec. Services that somebody else has started are used and left alone. */
export default async function up() {
  if (process.env.TEST_DATABASE_URL && process.env.TEST_REDIS_URL) return;
  const { env, stop } = await startTestServices();
  Object.assign(process.env, env);
  Object.assign(globalThis, { [STARTED]: stop });
}
