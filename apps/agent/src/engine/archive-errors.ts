import { RoadsteadError } from '@roadstead/domain';

/** What engines say of bytes that are no tar, or no tar of images, in words for the person who gave them. */
const PROBLEMS: readonly (readonly [words: RegExp, problem: string])[] = [
  [/unexpected EOF/i, 'it ends too early'],
  [/unrecognized image format|no such file or directory|manifest\.json/i, 'it holds no images of docker save'],
  [/invalid tar header|archive\/tar|magic number|gzip: invalid/i, 'its bytes are not those of a tar archive'],
  [/checksum|corrupt|diff ?id|digest mismatch|failed to verify/i, 'its bytes are damaged'],
  [/flate|zlib|bzip2|xz: |zstd/i, 'it cannot be decompressed'],
  [
    /Error unpacking image|error processing tar|failed to extract layer|cannot unmarshal|invalid character/i,
    'a layer of it cannot be unpacked',
  ],
];

/** @returns undefined for words that have nothing to do with the archive */
export function archiveError(message: string): RoadsteadError | undefined {
  const problem = PROBLEMS.find(([words]) => words.test(message))?.[1];
  return problem === undefined ? undefined : invalidArchive(problem);
}

export function invalidArchive(problem: string): RoadsteadError {
  return new RoadsteadError('archive.invalid', { filename: 'The archive', problem });
}
