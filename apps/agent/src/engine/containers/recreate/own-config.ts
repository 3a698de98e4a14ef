import { isDeepStrictEqual } from 'node:util';
import type { Healthcheck, SharedConfig } from './recreatable.js';

/**
 * What a container was given itself, without what it has of its image: the reverse of what an engine does when it makes one
 * (moby, daemon/commit.go `merge`). What it was given and the image has just the same cannot be told from the image's.
 * @param image absent: nothing is known of it, and all is the container's own
 */
export function ownConfig<T extends SharedConfig>(container: T, image: SharedConfig = {}): T {
  return {
    ...container,
    User: unlessSame(container.User, image.User),
    WorkingDir: unlessSame(container.WorkingDir, image.WorkingDir),
    StopSignal: unlessSame(container.StopSignal, image.StopSignal),
    Env: container.Env?.filter((entry) => image.Env?.includes(entry) !== true),
    Labels: without(container.Labels, (name, value) => image.Labels?.[name] === value),
    ExposedPorts: without(container.ExposedPorts, (port) => hasKey(image.ExposedPorts, port)),
    Volumes: without(container.Volumes, (path) => hasKey(image.Volumes, path)),
    Healthcheck: ownHealthcheck(container.Healthcheck, image.Healthcheck),
    ...ownCommand(container, image),
    // An image's instructions for those who build on it.
    OnBuild: undefined,
  };
}

/** An entrypoint that is given leaves out the image's command, too. */
function ownCommand(container: SharedConfig, image: SharedConfig): Pick<SharedConfig, 'Cmd' | 'Entrypoint'> {
  const words = (list: string[] | null | undefined) => list ?? [];
  const Cmd = words(container.Cmd);
  const Entrypoint = words(container.Entrypoint);
  const isImagesCommand = isDeepStrictEqual(Cmd, words(image.Cmd));
  const isImagesEntrypoint = isDeepStrictEqual(Entrypoint, words(image.Entrypoint));
  if (isImagesEntrypoint && isImagesCommand) return { Cmd: undefined, Entrypoint: undefined };
  if (isImagesEntrypoint && Cmd.length > 0) return { Cmd, Entrypoint: undefined };
  return { Cmd, Entrypoint };
}

/** It is merged field by field, too. */
function ownHealthcheck(
  container: Healthcheck | null | undefined,
  image: Healthcheck | null | undefined,
): Healthcheck | undefined {
  if (!container) return undefined;
  const own = Object.entries(container).filter(([name, value]) => value && !isDeepStrictEqual(value, image?.[name]));
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

function unlessSame(own: string | null | undefined, images: string | null | undefined): string | undefined {
  return own === images ? undefined : (own ?? undefined);
}

function without<T>(
  all: Readonly<Record<string, T>> | null | undefined,
  isImages: (name: string, value: T) => boolean,
): Record<string, T> {
  return Object.fromEntries(Object.entries(all ?? {}).filter(([name, value]) => !isImages(name, value)));
}

function hasKey(all: Readonly<Record<string, unknown>> | null | undefined, name: string): boolean {
  return all !== undefined && all !== null && Object.hasOwn(all, name);
}
