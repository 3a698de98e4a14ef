import type { Messages } from '../../lib/i18n/locales';
import { parseBytes } from '../build/byte-size';
import { badPair } from '../build/pairs-text';
import { capabilityNames, type RunDraft } from './run-draft';
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
const HOSTNAME = /^(?=.{1,63}$)[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?$/;
const CAPABILITY = /^(?:CAP_)?[A-Z][A-Z0-9_]{1,40}$/;
const SIGNAL = /^SIG[A-Z0-9]+(?:[+-]\d+)?$/;
const SECONDS = ['healthInterval', 'healthTimeout', 'healthStartPeriod'] as const;
const COUNTS = ['maxRetries', 'pids', 'stopTimeout'] as const;

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
  add(
    'hostname',
    'hostname',
    wrong(draft.hostname, (name) => HOSTNAME.test(name)),
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
  add('ports', 'twice', again(linesOf(draft.ports).map(portTaken)));
  add(
    'mounts',
    'mount',
    linesOf(draft.mounts).find((line) => parseMount(line) === undefined),
  );
  add('mounts', 'twice', again(linesOf(draft.mounts).map((line) => parseMount(line)?.target)));
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
  for (const field of SECONDS)
    add(
      field,
      'number',
      wrong(draft[field], (text) => Number(text) >= 0),
    );
  for (const field of COUNTS)
    add(
      field,
      'whole',
      wrong(draft[field], (text) => /^\d+$/.test(text)),
    );
  add(
    'healthRetries',
    'count',
    wrong(draft.healthRetries, (text) => /^0*[1-9]\d*$/.test(text)),
  );
  add(
    'stopSignal',
    'signal',
    wrong(draft.stopSignal, (text) => SIGNAL.test(text)),
  );
  for (const field of ['capAdd', 'capDrop'] as const)
    add(
      field,
      'capability',
      capabilityNames(draft[field]).find((name) => !CAPABILITY.test(name)),
    );
  if (draft.health === 'shell' && draft.healthCommand.trim() === '') add('healthCommand', 'empty', '');
  if (draft.autoRemove && draft.restart !== 'no') add('autoRemove', 'restartAndRemoval', '');
  if (['host', 'none'].includes(draft.network.trim()) && linesOf(draft.ports).length > 0)
    add('ports', 'noPorts', draft.network.trim());
  return problems;
}

/** What a line takes of the host: two may not take the same. */
function portTaken(line: string): string | undefined {
  const { hostIp, hostPort, protocol } = parsePort(line) ?? {};
  return hostPort === undefined ? undefined : `${hostIp === undefined ? '' : `${hostIp}:`}${hostPort}/${protocol}`;
}

function again(found: readonly (string | undefined)[]): string | undefined {
  return found.find((each, index) => each !== undefined && found.indexOf(each) !== index);
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
