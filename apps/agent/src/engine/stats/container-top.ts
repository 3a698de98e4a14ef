import { type ContainerId, RoadsteadError, type RunningProcess } from '@roadstead/domain';
import { z } from 'zod';
import type { EngineApi } from '../engine-api.js';
import { EngineRefusal } from '../engine-errors.js';

const MAX_PROCESSES = 2000;
/** A command line longer than this is cut: it is for people to read. */
const MAX_COMMAND = 4096;
const KIBIBYTE = 1024;

/** Asked of the host's `ps`; `args` is last, for only the last column may hold spaces. */
const COLUMNS = '-eo pid,user,pcpu,rss,time,args';

const State = z.object({ State: z.object({ Status: z.string() }) });
const Top = z.object({ Titles: z.array(z.string()), Processes: z.array(z.array(z.string())).nullable() });

/**
 * The processes of a container, as `docker top` tells them: the engine runs the host's own `ps`.
 * @throws RoadsteadError `container.unknown`, `container.not-running`, `container.restarting`
 */
export async function containerTop(
  api: EngineApi,
  id: ContainerId,
): Promise<{ processes: RunningProcess[]; more: number }> {
  const ask = (columns?: string) => api.get(`/containers/${id}/top`, Top, { ps_args: columns });
  const container = { container: id.slice(0, 12), host: api.host };
  try {
    // A `ps` that does not know these columns (busybox) is asked for its own.
    const told = await ask(COLUMNS).catch((error: unknown) => {
      if (error instanceof EngineRefusal && error.status === 500) return ask();
      throw error;
    });
    return toProcesses(told);
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error;
    if (error.status === 404) throw new RoadsteadError('container.unknown', container, { cause: error });
    if (error.message.includes('is restarting')) {
      throw new RoadsteadError('container.restarting', container, { cause: error });
    }
    if (error.message.includes('is not running')) {
      const state = (await api.find(`/containers/${id}/json`, State))?.State.Status ?? '?';
      throw new RoadsteadError('container.not-running', { ...container, state }, { cause: error });
    }
    throw error;
  }
}

export function toProcesses({ Titles, Processes }: z.infer<typeof Top>): {
  processes: RunningProcess[];
  more: number;
} {
  const rows = Processes ?? [];
  const column = (...names: string[]) => Titles.findIndex((title) => names.includes(title.toUpperCase()));
  const [pid, user, cpu, rss, time, command] = [
    column('PID'),
    column('USER', 'UID'),
    column('%CPU'),
    column('RSS'),
    column('TIME'),
    column('COMMAND', 'CMD', 'ARGS'),
  ] as const;
  const processes = rows.slice(0, MAX_PROCESSES).map((row) => ({
    pid: Number(row[pid] ?? 0),
    user: row[user] ?? '',
    cpuPercent: measured(row[cpu]),
    memoryBytes: scaled(measured(row[rss]), KIBIBYTE),
    time: row[time] ?? '',
    command: (row[command] ?? '').slice(0, MAX_COMMAND),
  }));
  return { processes, more: rows.length - processes.length };
}

function measured(text: string | undefined): number | undefined {
  const value = Number.parseFloat(text ?? '');
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}

function scaled(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor;
}
