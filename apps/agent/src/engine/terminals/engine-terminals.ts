import { text } from 'node:stream/consumers';
import { type ContainerId, RoadsteadError, type TerminalSize, type TerminalTarget } from '@roadstead/domain';
import type { TerminalChoices } from '@roadstead/protocol';
import type { EngineApi } from '../engine-api.js';
import { EngineRefusal, naming } from '../engine-errors.js';
import { openAttach, TerminalOfContainer } from './attached-terminal.js';
import type { EngineTerminal, ExecTrace } from './engine-terminal.js';
import { hangUpExec, openExec } from './exec-terminal.js';

/** Looked for in this order: the most comfortable first. */
const SHELLS = ['/bin/bash', '/usr/bin/bash', '/bin/zsh', '/usr/bin/fish', '/bin/ash', '/bin/dash', '/bin/sh'];
/** Where /bin is a link to /usr/bin these are the same. */
const SAME = new Map([['/usr/bin/bash', '/bin/bash']]);

/** Terminals in the containers of the engine. */
export class EngineTerminals {
  constructor(private readonly api: EngineApi) {}

  /**
   * What can be opened in a container. Nothing is run to find it out: the engine is asked whether the files are there.
   * @throws RoadsteadError `container.unknown`
   */
  choices(id: ContainerId): Promise<TerminalChoices> {
    return naming(this.api, async () => {
      const found = await this.api.find(`/containers/${id}/json`, TerminalOfContainer);
      if (found === undefined) {
        throw new RoadsteadError('container.unknown', { container: id.slice(0, 12), host: this.api.host });
      }
      const there = await Promise.all(SHELLS.map((path) => this.hasFile(id, path)));
      const shells = SHELLS.filter((_, index) => there[index]);
      return {
        shells: shells.filter((path) => !shells.includes(SAME.get(path) ?? '')),
        hasTty: found.Config.Tty,
        user: found.Config.User,
      };
    });
  }

  /** @throws RoadsteadError of `terminal.*`, `container.unknown` */
  open(containerId: ContainerId, target: TerminalTarget, size: TerminalSize): Promise<EngineTerminal> {
    return naming(this.api, () =>
      target.kind === 'exec'
        ? openExec(this.api, { ...target, containerId, size })
        : openAttach(this.api, { containerId, size }),
    );
  }

  /** Ends a command that an earlier process of the agent has left behind. */
  async hangUp(trace: ExecTrace): Promise<void> {
    await naming(this.api, () => hangUpExec(this.api, trace));
  }

  private async hasFile(id: ContainerId, path: string): Promise<boolean> {
    try {
      await text(await this.api.stream({ method: 'HEAD', path: `/containers/${id}/archive`, query: { path } }));
      return true;
    } catch (error) {
      if (error instanceof EngineRefusal) return false;
      throw error;
    }
  }
}
