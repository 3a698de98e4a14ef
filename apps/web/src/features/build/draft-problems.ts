import type { Messages } from '../../lib/i18n/locales';
import { type BuildDraft, hasLimits, linesOf } from './build-draft';
import { parseBytes } from './byte-size';
import { badPair } from './pairs-text';

type ProblemKey = keyof Messages['build']['problem'];
export type DraftProblems = Partial<Record<keyof BuildDraft, ProblemKey>>;

/** As the domain's BuildLimits says it. */
const MIN_MEMORY = 4 * 1024 * 1024;
const MIN_CPUS = 0.01;
const CPU_SHARES = { min: 2, max: 262_144 };

/** What of the form cannot be meant; empty fields are no problem, they only keep it from being sent. */
export function problemsOf(draft: BuildDraft): DraftProblems {
  const problems: DraftProblems = {};
  if (badPair(draft.buildArgs) !== undefined) problems.buildArgs = 'pair';
  if (badPair(draft.labels) !== undefined) problems.labels = 'pair';
  if (draft.memory.trim() !== '' && !(parseBytes(draft.memory) >= MIN_MEMORY)) problems.memory = 'memory';
  if (draft.memorySwap.trim() !== '' && !isSwap(draft.memorySwap)) problems.memorySwap = 'memorySwap';
  if (draft.cpus.trim() !== '' && !(Number(draft.cpus) >= MIN_CPUS)) problems.cpus = 'cpus';
  if (draft.cpuShares.trim() !== '' && !isShares(Number(draft.cpuShares))) problems.cpuShares = 'cpuShares';
  if (draft.cpusetCpus.trim() !== '' && !/^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$/.test(draft.cpusetCpus.trim()))
    problems.cpusetCpus = 'cpusetCpus';
  if (draft.builder === 'buildkit' && hasLimits(draft)) problems.builder = 'limitsNeedClassic';
  if (draft.push && linesOf(draft.tags).length === 0) problems.push = 'pushNeedsTag';
  return problems;
}

/** There is something to build from. */
export function hasSource(draft: BuildDraft): boolean {
  return { dockerfile: draft.text, upload: draft.uploadId, git: draft.url }[draft.source].trim() !== '';
}

function isSwap(text: string): boolean {
  const bytes = parseBytes(text);
  return bytes === -1 || bytes >= MIN_MEMORY;
}

function isShares(shares: number): boolean {
  return Number.isInteger(shares) && shares >= CPU_SHARES.min && shares <= CPU_SHARES.max;
}
