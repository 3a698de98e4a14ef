import type { Messages } from '../../lib/i18n/locales';
import { parseBytes } from '../build/byte-size';
import { badPair } from '../build/pairs-text';
import type { RunDraft } from './run-draft';
import { linesOf, parseMount, parsePort } from './run-lines';
import { shellWords } from './shell-words';

export interface Problem {
  kind: keyof Messages['run']['problem'];
  /** What cannot be meant. */
  text: string;
}
export type DraftProblems = Partial<Record<keyof RunDraft, Problem>>;

/** As the domain's RunParams says it. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{1,127}$/;
const NETWORK = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;
const MIN_MEMORY = 6 * 1024 * 1024;
const NUMBERS = [
  'maxRetries',
  'pids',
  'healthInterval',
  'healthTimeout',
  'healthStartPeriod',
  'healthRetries',
  'stopTimeout',
] as const;

/** What of the form cannot be meant; empty fields are no problem. */
export function problemsOf(draft: RunDraft): DraftProblems {
  const problems: DraftProblems = {};
  const add = (field: keyof RunDraft, kind: Problem['kind'], text: string | undefined) => {
    if (text !== undefined) problems[field] ??= { kind, text };
  };
  const wrong = (text: string, isRight: (text: string) => boolean) =>
    text.trim() === '' || isRight(text.trim()) ? undefined : text.trim();
  add(
    'name',
    'name',
    wrong(draft.name, (name) => NAME.test(name)),
  );
  add(
    'network',
    'network',
    wrong(draft.network, (name) => NETWORK.test(name)),
  );
  add('command', 'quote', unclosed(draft.command));
  if (draft.entrypointFrom === 'own') {
    add('entrypoint', 'quote', unclosed(draft.entrypoint));
    if (draft.entrypoint.trim() === '') add('entrypoint', 'empty', '');
  }
  add('env', 'variable', badPair(draft.env)?.trim());
  add('labels', 'pair', badPair(draft.labels)?.trim());
  add(
    'ports',
    'port',
    linesOf(draft.ports).find((line) => parsePort(line) === undefined),
  );
  add(
    'mounts',
    'mount',
    linesOf(draft.mounts).find((line) => parseMount(line) === undefined),
  );
  add(
    'workdir',
    'path',
    wrong(draft.workdir, (path) => path.startsWith('/')),
  );
  add(
    'memory',
    'memory',
    wrong(draft.memory, (text) => parseBytes(text) >= MIN_MEMORY),
  );
  add(
    'memorySwap',
    'swap',
    wrong(draft.memorySwap, (text) => isSwap(text, draft.memory)),
  );
  add(
    'shm',
    'size',
    wrong(draft.shm, (text) => parseBytes(text) >= 4096),
  );
  add(
    'cpus',
    'cpus',
    wrong(draft.cpus, (text) => Number(text) >= 0.01),
  );
  for (const field of NUMBERS)
    add(
      field,
      'number',
      wrong(draft[field], (text) => Number(text) >= 0),
    );
  if (draft.health === 'shell' && draft.healthCommand.trim() === '') add('healthCommand', 'empty', '');
  if (draft.autoRemove && draft.restart !== 'no') add('autoRemove', 'restartAndRemoval', '');
  if (['host', 'none'].includes(draft.network.trim()) && linesOf(draft.ports).length > 0)
    add('ports', 'noPorts', draft.network.trim());
  return problems;
}

function unclosed(text: string): string | undefined {
  try {
    shellWords(text);
    return undefined;
  } catch {
    return text;
  }
}

function isSwap(text: string, memory: string): boolean {
  const bytes = parseBytes(text);
  return memory.trim() !== '' && (bytes === -1 || bytes >= parseBytes(memory));
}
