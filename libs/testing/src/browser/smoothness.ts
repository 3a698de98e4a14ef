/** How a page ran for its user, in milliseconds. */
export interface Smoothness {
  /** Between two frames: one in a hundred took longer. */
  readonly frameP99: number;
  /** Tasks of more than 50 ms, the longest first: so long the page did not answer. */
  readonly longTasks: readonly number[];
  /** For how long it was watched. */
  readonly watched: number;
}

/** As text: it runs in the page, whose globals are not known here. */
const WATCH = `{
  const watch = { begun: performance.now(), frames: [], tasks: [] };
  window.smoothness = watch;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) watch.tasks.push(duration);
  }).observe({ type: 'longtask' });
  let last = watch.begun;
  const next = (now) => {
    watch.frames.push(now - last);
    last = now;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}`;
const TELL = '({ ...window.smoothness, watched: performance.now() - window.smoothness.begun })';

/** Playwright's pages take expressions as text, too. */
interface Evaluating {
  evaluate<T>(expression: string): Promise<T>;
}

/** Watches frames and long tasks of a page from now on. @returns asks for what was seen so far */
export async function watchSmoothness(page: Evaluating): Promise<() => Promise<Smoothness>> {
  await page.evaluate(WATCH);
  return async () => {
    const { frames, tasks, watched } = await page.evaluate<{ frames: number[]; tasks: number[]; watched: number }>(
      TELL,
    );
    frames.sort((a, b) => a - b);
    tasks.sort((a, b) => b - a);
    return { frameP99: frames[Math.floor(frames.length * 0.99)] ?? 0, longTasks: tasks, watched };
  };
}
