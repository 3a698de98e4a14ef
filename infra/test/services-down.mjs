import { STARTED } from './services-up.mjs';

/** Jest calls this after the last spec. */
export default async function down() {
  const stop = Reflect.get(globalThis, STARTED);
  Reflect.deleteProperty(globalThis, STARTED);
  await stop?.();
}
