import { Readable } from 'node:stream';
import { packTar } from '../archives/index.js';
import type { Engine } from '../fleet/index.js';

export interface LogFlood {
  lines: number;
  /** By the clock: what a busy machine has held up is made up for. @default as fast as they are taken */
  perSecond?: number;
}

/** Lines that are written at once. */
const BLOCK = 1_000;

/**
 * Starts a container that is to write a flood, of lines of some hundred bytes, and then to end; `begin` lets it write. It
 * copies blocks that are made beforehand, so that it takes next to nothing from those who carry the lines.
 */
export async function startLogFlood(
  engine: Engine,
  { image, name, ...flood }: LogFlood & { image: string; name: string },
): Promise<{ id: string; begin: () => Promise<void> }> {
  const run = ['run', '--detach', '--name', name, '--network', 'none', image, 'sh', '-c', program(flood)];
  const id = (await engine.docker(...run)).trim();
  // A file through the engine's API is there within milliseconds; a process in the container takes its time to start.
  const go = await packTar([{ name: 'go', content: '' }]);
  const begin = async () => {
    const body = { stream: Readable.from([go]), type: 'application/x-tar' };
    await engine.request('PUT', `/containers/${id}/archive?path=/`, body);
  };
  return { id, begin };
}

function program({ lines, perSecond }: LogFlood): string {
  const words = 'GET /products/%d 200 of a flood of lines that are as long as such lines are: a hundred bytes';
  const due = perSecond === undefined ? lines : `$(( (\${up%.*}\${up#*.} - begun) * ${perSecond / 100} ))`;
  // The clock is the kernel's, in hundredths of a second: reading it starts no process.
  return `
awk 'BEGIN { for (i = 0; i < ${BLOCK}; i++) printf "%06d ${words}\\n", i, i }' > /block
while [ ! -e /go ]; do usleep 20000; done
read up rest < /proc/uptime
begun=\${up%.*}\${up#*.}
n=0
while [ $n -lt ${lines} ]; do
  read up rest < /proc/uptime
  due=${due}
  while [ $n -lt ${lines} ] && [ $n -lt $due ]; do
    cat /block
    n=$((n + ${BLOCK}))
  done
  usleep 20000
done`;
}
