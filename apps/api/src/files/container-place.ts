import { type ContainerId, type ContainerPath, type HostId, RoadsteadError } from '@roadstead/domain';

/** A container, and a path in it. */
export interface ContainerPlace {
  readonly host: { readonly id: HostId; readonly name: string };
  readonly containerId: ContainerId;
  /** The container's name, for messages. */
  readonly container: string;
  readonly path: ContainerPath;
}

/** Who asks, and from where. */
export interface Reader {
  readonly actor: string;
  readonly address?: string;
}

/** An error of the agent's, which knows only the container's id, with the container's name in its words. */
export function withName(error: unknown, { container, host }: ContainerPlace): unknown {
  if (!(error instanceof RoadsteadError)) return error;
  const { code, detail } = error;
  if (!code.startsWith('file.') && code !== 'container.unknown') return error;
  return new RoadsteadError(
    code,
    { ...detail, container, ...('host' in detail && { host: host.name }) },
    { cause: error },
  );
}
