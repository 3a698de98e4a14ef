import { watch } from 'node:fs';
import { join } from 'node:path';
import { build, ROOT } from '../build/build.mjs';

/** Editors write a file in several steps, and a save may touch several files. */
const QUIET_MS = 300;

/**
 * For development: builds what has changed in apps and libs, and restarts what it is part of.
 * @param {import('./session.mjs').Session} session
 * @param {{ api: { restart: () => Promise<void> }, agents: { restart: () => Promise<void> }[] }} parts
 */
export function rebuildOnChange(session, { api, agents }) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  let work = Promise.resolve();

  const rebuild = async () => {
    try {
      // The dashboard takes longest: what needs no new one does not wait for it.
      const built = await build({ web: false, signal: session.signal });
      if (built.length > 0) session.say(`built ${built.join(', ')}`);
      if (built.some((step) => step === 'apps/api' || step.startsWith('libs/'))) await api.restart();
      if (built.includes('apps/agent')) await Promise.all(agents.map((agent) => agent.restart()));
      const dashboard = await build({ signal: session.signal });
      if (dashboard.length === 0) return;
      session.say(`built ${dashboard.join(', ')}`);
      await api.restart(); // It knows the scripts of its pages by their digests.
    } catch (error) {
      if (!session.signal.aborted) session.say(error instanceof Error ? error.message : String(error));
    }
  };
  const soon = (/** @type {string} */ file) => {
    if (/(^|\/)(node_modules|dist|out|\.next|generated)(\/|$)|spec\.tsx?$/.test(file)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      work = work.then(rebuild);
    }, QUIET_MS);
  };

  const folders = ['apps/api/src', 'apps/agent/src', 'apps/web/src', 'libs'].map((folder) => join(ROOT, folder));
  const watchers = folders.map((folder) => watch(folder, { recursive: true }, (_, file) => soon(file ?? '')));
  session.signal.addEventListener('abort', () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  });
  session.say('Watching apps and libs: what changes is built and restarted.');
}
