import type { JobKind } from '@roadstead/domain';

const ENV_INSTRUCTION = /^\s*ENV\s/i;
/** `ENV name=value …`, `ENV name value` */
const ENV_NAMES = /(?:^|\s)([A-Za-z_]\w*)(?==|\s|$)/;

/**
 * What the log of actions keeps of a job's parameters, already without what `partParams` takes out. Values of build
 * arguments and of ENV, and what a typed Dockerfile says, are not among it: they may be secrets, and are never removed there.
 */
export function paramsForRecord(kind: JobKind, params: object): object {
  const { buildArgs, source, changes, ...rest } = params as {
    buildArgs?: Record<string, unknown>;
    source?: { type: string; text?: string };
    changes?: readonly string[];
  };
  if (kind !== 'image.build' && changes === undefined) return params;
  return {
    ...rest,
    ...(buildArgs !== undefined && { buildArgs: Object.keys(buildArgs) }),
    ...(source !== undefined && { source: source.type === 'dockerfile' ? { type: source.type } : source }),
    ...(changes !== undefined && { changes: changes.map(withoutValue) }),
  };
}

function withoutValue(change: string): string {
  if (!ENV_INSTRUCTION.test(change)) return change;
  const [, name = '…'] = ENV_NAMES.exec(change.trim().slice('ENV'.length)) ?? [];
  return `ENV ${name}`;
}
