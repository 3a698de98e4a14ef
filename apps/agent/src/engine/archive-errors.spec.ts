import { describe, expect, it } from '@jest/globals';
import { archiveError } from './archive-errors.js';

/** As engines of 20.10 and 26.1 said them, the latter on either store. */
describe('archiveError', () => {
  it.each([
    ['Error processing tar file(exit status 1): unexpected EOF', 'it ends too early'],
    ['failed to ingest "./pad": failed to read expected number of bytes: unexpected EOF', 'it ends too early'],
    ['Error processing tar file(exit status 1): archive/tar: invalid tar header', 'not those of a tar'],
    [
      'failed to unpack image: failed to extract layer sha256:c131: mount callback failed on /x: archive/tar: invalid tar header: unknown',
      'not those of a tar',
    ],
    ['open /data/tmp/docker-import-1/repositories: no such file or directory', 'no images of docker save'],
    ['open /data/tmp/docker-import-1/bin/json: no such file or directory', 'no images of docker save'],
    ['unrecognized image format', 'no images of docker save'],
    ['Error unpacking image shop/web:1: layer missing', 'cannot be unpacked'],
  ])('has words for %s', (message, problem) => {
    expect(archiveError(message)).toMatchObject({ code: 'archive.invalid' });
    expect(archiveError(message)?.message).toContain(problem);
  });

  it('knows nothing of what the archive is not to blame for', () => {
    expect(archiveError('Invalid containerPort: none')).toBeUndefined();
  });
});
