import type { CommandHandlers } from '@roadstead/protocol';
import type { Engine } from '../engine/engine.js';
import type { Inventory } from '../inventory/inventory.js';
import type { JobRunner } from '../jobs/job-runner.js';
import type { StatsSampler } from '../stats/stats-sampler.js';
import type { StreamDialler } from '../streams/stream-dialler.js';
import type { Terminals } from '../terminals/terminals.js';

/** The agent's table of commands: each is one delegation. */
export function commandHandlers(parts: {
  engine: Pick<Engine, 'containers' | 'files' | 'resources' | 'stats'>;
  jobs: JobRunner;
  streams: StreamDialler;
  inventory: Inventory;
  stats: StatsSampler;
  terminals: Terminals;
}): CommandHandlers {
  return {
    'job.start': async (request) => parts.jobs.start(request),
    'job.cancel': async (request) => parts.jobs.cancel(request),
    'stream.open': (request) => parts.streams.open(request),
    'container.act': ({ containerId, action }) => parts.engine.containers.act(containerId, action),
    'container.inspect': ({ containerId, size }) => parts.engine.containers.inspect(containerId, { size }),
    'container.events': ({ containerId }) => parts.engine.containers.events(containerId),
    'files.stat': async (request) => ({ files: await parts.engine.files.stat(request) }),
    'stats.watch': async (request) => {
      parts.stats.watch(request);
      return {};
    },
    'container.top': ({ containerId }) => parts.engine.stats.top(containerId),
    'terminal.choices': (request) => parts.terminals.choices(request),
    'terminal.open': (request) => parts.terminals.open(request),
    'terminal.attach': (request) => parts.terminals.attach(request),
    'terminal.list': async () => parts.terminals.list(),
    'terminal.close': async (request) => parts.terminals.close(request),
    'inventory.list': async () => {
      parts.inventory.requestList();
      return {};
    },
    ...resourceCommands(parts.engine),
  };
}

function resourceCommands({ resources }: Pick<Engine, 'resources'>) {
  return {
    'storage.usage': () => resources.diskUsage(),
    'image.locate': ({ imageId }) => resources.locateImage(imageId),
    'volume.list': ({ withSizes }) => resources.listVolumes(withSizes),
    'volume.create': (spec) => resources.createVolume(spec),
    'volume.remove': async ({ name, force }) => {
      await resources.removeVolume(name, force);
      return {};
    },
    'network.list': () => resources.listNetworks(),
    'network.create': (spec) => resources.createNetwork(spec),
    'network.remove': async ({ id }) => {
      await resources.removeNetwork(id);
      return {};
    },
  } satisfies Partial<CommandHandlers>;
}
