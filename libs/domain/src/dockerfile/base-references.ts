import { copySources, stageNumber } from './rules/copy-sources.js';
import { type Dockerfile, parseDockerfile } from './syntax/dockerfile.js';
import { pairsOf } from './syntax/pairs.js';
import { parentOf, type Stage } from './syntax/stages.js';
import { unquoted } from './syntax/words.js';

export interface BuildInputs {
  readonly buildArgs?: Readonly<Record<string, string>>;
  /** Name or number of the stage that the build ends with; absent: the last. */
  readonly target?: string;
}

type Values = ReadonlyMap<string, string>;

const VARIABLE = /\$(?:(\w+)|\{(\w+)(?::?([-+])([^}]*))?\})/g;

/**
 * The images that a build takes from outside, as `docker pull` takes them: bases, and what is copied from, of the stages
 * that lead to its target. One whose variables have no value before the build (such as TARGETARCH) is left out, as is
 * `scratch`. Never throws.
 */
export function baseReferences(text: string, { buildArgs = {}, target }: BuildInputs = {}): string[] {
  const file = parseDockerfile(text);
  const values = argumentsBefore(file, buildArgs);
  const sources = copySources(file);
  const references = neededStages(file, target).flatMap((stage) => [
    ...(parentOf(stage, file.stageNames) === undefined ? [expanded(unquoted(stage.base?.text ?? ''), values)] : []),
    ...sources
      .filter((source) => source.inStage === stage.index && stageNumber(file, source) === undefined)
      .map(({ from }) => from),
  ]);
  return [...new Set(references)].filter((reference) => reference !== undefined).filter(isImage);
}

const isImage = (reference: string): boolean => reference !== '' && reference !== 'scratch';

/** The stage that the build ends with and all that it needs, in the order of the file. */
function neededStages(file: Dockerfile, target: string | undefined): Stage[] {
  const needed = new Set<Stage>();
  const need = (stage: Stage | undefined): void => {
    if (stage === undefined || needed.has(stage)) return;
    needed.add(stage);
    need(parentOf(stage, file.stageNames));
    for (const source of copySources(file)) {
      if (source.inStage === stage.index) need(file.stages[stageNumber(file, source) ?? -1]);
    }
  };
  need(targetStage(file, target) ?? file.stages.at(-1));
  return file.stages.filter((stage) => needed.has(stage));
}

function targetStage({ stages, stageNames }: Dockerfile, target: string | undefined): Stage | undefined {
  if (target === undefined) return undefined;
  return stageNames.get(target.toLowerCase()) ?? (/^\d+$/.test(target) ? stages[Number(target)] : undefined);
}

/** The values of the ARGs before the first FROM, which are the only ones that a FROM sees. */
function argumentsBefore({ instructions }: Dockerfile, buildArgs: Readonly<Record<string, string>>): Values {
  const values = new Map<string, string>();
  const end = instructions.findIndex(({ name }) => name === 'FROM');
  for (const instruction of instructions.slice(0, Math.max(end, 0)).filter(({ name }) => name === 'ARG')) {
    for (const { name, value } of pairsOf(instruction)) {
      const known = buildArgs[name] ?? (value === undefined ? undefined : expanded(unquoted(value), values));
      if (known !== undefined) values.set(name, known);
    }
  }
  return values;
}

/** @returns undefined where a variable has no value */
function expanded(text: string, values: Values): string | undefined {
  let known = true;
  const result = text.replace(VARIABLE, (_, plain?: string, braced?: string, operator?: string, word = '') => {
    const value = values.get(plain ?? braced ?? '') ?? '';
    if (operator === '+') return value === '' ? '' : word;
    if (value !== '') return value;
    if (operator === undefined) known = false;
    return word;
  });
  return known ? result : undefined;
}
