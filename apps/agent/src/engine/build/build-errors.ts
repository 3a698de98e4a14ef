import { stripVTControlCharacters } from 'node:util';
import {
  type BuildStep,
  parseReference,
  type Reason,
  ReferenceText,
  RoadsteadError,
  reason,
  withAdvice,
} from '@roadstead/domain';
import { registryError } from '../registry-errors.js';

export interface BuildFailure {
  readonly host: string;
  /** Path in the context. */
  readonly dockerfile: string;
  readonly platform?: string;
  /** The step that failed, where the builder came to one. */
  readonly step?: BuildStep;
  /** The last lines that it wrote. */
  readonly lastLines: readonly string[];
}

const DOCKERFILE_INVALID =
  /dockerfile parse error|failed to parse Dockerfile|failed to parse stage name|no build stage in current context|file with no instructions|the Dockerfile .*cannot be empty|target stage .* could not be found|failed to reach build target|base name .* should not be blank|option requires BuildKit|circular dependency|unsupported from flag|failed to process|must have two arguments|Syntax error - can't find =|invalid escape token|unterminated heredoc|unexpected end of statement/i;
const LINE = /dockerfile parse error (?:on )?line (\d+): (.*)$/is;
/** What BuildKit puts before its words. */
const FRONTEND = /^failed to solve(?: with frontend \S+)?: (?:failed to create LLB definition: )?/;
const NO_DOCKERFILE = /failed to read dockerfile|Cannot locate (?:specified )?Dockerfile/i;
const EXIT_CODE = /(?:exit code|non-zero code): (\d+)$/;
const NO_SOURCE = /"([^"]+)":? not found|stat (\S+): (?:file does not exist|no such file or directory)/;
const BASE = /^\[[^\]]*\] (?:FROM|load metadata for) +(?:--\S+ +)*(\S+)/i;
const COPIED_FROM = /invalid from flag value (\S+?):? /;
/** The engine repeats a command that may be a whole script. */
const MAX_WORDS = 500;
const MAX_LAST_WORDS = 200;

/** @returns undefined for words that have nothing to do with a build */
export function buildError(message: string, failure: BuildFailure): RoadsteadError | undefined {
  const code = EXIT_CODE.exec(message)?.[1];
  // Before the words are looked at: those of a command may say anything.
  if (code !== undefined && failure.step !== undefined)
    return commandError(Number(code), failure.step, failure.lastLines);
  const words = message.replace(FRONTEND, '').slice(0, MAX_WORDS);
  if (NO_DOCKERFILE.test(words)) return new RoadsteadError('context.no-dockerfile', { dockerfile: failure.dockerfile });
  if (DOCKERFILE_INVALID.test(words)) return dockerfileInvalid(words);
  return baseError(words, failure) ?? otherError(words, failure.step);
}

function dockerfileInvalid(words: string): RoadsteadError {
  const [, line, problem = ''] = LINE.exec(words) ?? [];
  if (line === undefined) return new RoadsteadError('build.dockerfile-invalid', { reason: words });
  return new RoadsteadError('build.dockerfile-invalid', { reason: `line ${line}: ${problem}`, line: Number(line) });
}

/** An image could not be had: a base, or one that files are copied from. */
function baseError(words: string, { host, step, platform }: BuildFailure): RoadsteadError | undefined {
  const named = COPIED_FROM.exec(words)?.[1] ?? BASE.exec(step?.name ?? '')?.[1];
  if (named === undefined || !ReferenceText.safeParse(named).success) return undefined;
  const context = { host, reference: named, registry: parseReference(named).registry, platform };
  return registryError(words, context);
}

function otherError(words: string, step: BuildStep | undefined): RoadsteadError | undefined {
  if (step === undefined) return undefined;
  const [, quoted, plain] = NO_SOURCE.exec(words) ?? [];
  const path = quoted ?? plain;
  const why = path === undefined ? { reason: words } : noSource(path, step);
  return new RoadsteadError('build.failed', { step: step.name, ...why });
}

function noSource(path: string, step: BuildStep): Reason {
  return reason(/--from=/.test(step.name) ? 'not-in-copied-image' : 'not-in-context', { path });
}

function commandError(code: number, step: BuildStep, lastLines: readonly string[]): RoadsteadError {
  const why = exitReason(code);
  const lastWords = stripVTControlCharacters(lastLines.at(-1) ?? '')
    .trim()
    .slice(0, MAX_LAST_WORDS);
  const told = lastWords === '' ? why : withAdvice(why, 'last-words', { lastWords });
  return new RoadsteadError('build.failed', { step: step.name, ...told });
}

function exitReason(exitCode: number): Reason {
  if (exitCode === 126) return reason('command-not-executable');
  if (exitCode === 127) return reason('command-not-found');
  if (exitCode === 137) return reason('command-killed');
  if (exitCode > 128) return reason('command-signaled', { exitCode, signal: exitCode - 128 });
  return reason('command-ended', { exitCode });
}
