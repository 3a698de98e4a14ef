import { isNativeError } from 'node:util/types';
import { RoadsteadError } from '@roadstead/domain';

/** Words for what libraries say when an archive is not whole or not one. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/unexpected end of (?:file|data|input)|ends unexpectedly|premature close/i, 'it is cut off before its end'],
  [/Invalid tar header|Invalid header|Header exceeds/i, 'there is something in it that is no entry of a tar'],
  [/ENOENT/, 'the control plane has no program for this kind of compression; use gzip'],
  [
    /^incorrect (?:header|data|length) check|^invalid (?:block|code|distance|stored|bit|literal|window)|Compressed data is corrupt|data integrity/i,
    'its compressed data is damaged',
  ],
];

/** What is wrong with an archive. Failures to read it at all are passed on as they are. */
export function archiveError(error: unknown, filename: string): unknown {
  if (error instanceof RoadsteadError || !isNativeError(error)) return error;
  if (isOfReading(error)) return error;
  const [, words = error.message] = WORDS.find(([said]) => said.test(error.message)) ?? [];
  return new RoadsteadError('archive.invalid', { filename, problem: words });
}

/** Of the disk or the object store; a program that is not there is named by its call. */
function isOfReading(error: Error & { syscall?: string; $metadata?: object }): boolean {
  return error.$metadata !== undefined || (error.syscall !== undefined && !error.syscall.startsWith('spawn'));
}
