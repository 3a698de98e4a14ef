import type { Dockerfile } from '../syntax/dockerfile.js';
import { parentOf, type Stage } from '../syntax/stages.js';
import { unquoted, type Word } from '../syntax/words.js';
import { hasVariable } from './instructions-of.js';

/** The image after a FROM, taken apart. */
export interface BaseImage {
  readonly word: Word;
  readonly reference: string;
  /** Registry and path without tag and digest; Docker Hub's own images have neither registry nor user. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

const REFERENCE = /^(.+?)(?::([\w][\w.-]*))?(?:@(.+))?$/;

/** The stage's base where it is an image whose name is known: no stage, no variable, not `scratch`. */
export function baseImageOf(stage: Stage, { stageNames }: Dockerfile): BaseImage | undefined {
  const { base: word } = stage;
  if (word === undefined || hasVariable(word.text) || parentOf(stage, stageNames) !== undefined) return undefined;
  const reference = unquoted(word.text);
  const [, path = '', tag, digest] = REFERENCE.exec(reference) ?? [];
  if (path === '' || path === 'scratch') return undefined;
  return { word, reference, repository: path.replace(/^(docker\.io\/)?(library\/)?/, ''), tag, digest };
}
