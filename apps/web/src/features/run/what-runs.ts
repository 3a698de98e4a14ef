import type { ImageConfig, RunParams } from '@roadstead/domain';

export interface WhatRuns {
  words: string[];
  /** Whose words they are. */
  from:
    | 'imageBoth'
    | 'imageEntrypoint'
    | 'imageCmd'
    | 'ownCommand'
    | 'imageEntrypointOwnCommand'
    | 'ownEntrypoint'
    | 'nothing';
}

/** What a container would run: an entrypoint of its own leaves out the image's CMD; a command takes that one's place. */
export function whatRuns(
  { entrypoint, command = [] }: Pick<RunParams, 'entrypoint' | 'command'>,
  image: ImageConfig,
): WhatRuns {
  const { entrypoint: own = [], cmd = [] } = image;
  if (entrypoint !== undefined && entrypoint.length > 0)
    return { words: [...entrypoint, ...command], from: 'ownEntrypoint' };
  if (entrypoint !== undefined) return { words: command, from: command.length === 0 ? 'nothing' : 'ownCommand' };
  if (command.length > 0) {
    return { words: [...own, ...command], from: own.length === 0 ? 'ownCommand' : 'imageEntrypointOwnCommand' };
  }
  const words = [...own, ...cmd];
  if (words.length === 0) return { words, from: 'nothing' };
  return { words, from: own.length === 0 ? 'imageCmd' : cmd.length === 0 ? 'imageEntrypoint' : 'imageBoth' };
}
