const CLASSIC_METADATA = /^\/bin\/sh -c #\(nop\)\s+/;
const CLASSIC_RUN = /^(?:\|\d+ .*?)?\/bin\/sh -c (?!#\(nop\))/;
const BUILDKIT_RUN = /^RUN (?:\|\d+ .*?)?\/bin\/sh -c /;
const BUILDKIT_MARK = /\s*# buildkit$/;

/** What `docker history` says made a layer, as it stood in the Dockerfile. */
export function instructionOf(createdBy: string): string {
  return createdBy
    .replace(BUILDKIT_MARK, '')
    .replace(CLASSIC_METADATA, '')
    .replace(CLASSIC_RUN, 'RUN ')
    .replace(BUILDKIT_RUN, 'RUN ')
    .trim();
}
