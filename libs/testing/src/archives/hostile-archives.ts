import type { ArchiveEntry } from './archives.js';

const DOCKERFILE: ArchiveEntry = { name: 'Dockerfile', content: 'FROM scratch\nCOPY . /\n' };

/** Archives that are tars and yet must not be taken for a build's context. */
export const HOSTILE_CONTEXTS: Readonly<Record<string, readonly ArchiveEntry[]>> = {
  'a path that climbs out': [DOCKERFILE, { name: '../evil', content: 'x' }],
  'a path that climbs out in its middle': [DOCKERFILE, { name: 'a/../../evil', content: 'x' }],
  'an absolute path': [DOCKERFILE, { name: '/etc/evil', content: 'x' }],
  'a symbolic link that leads out': [DOCKERFILE, { name: 'link', type: 'symlink', linkname: '../../etc/passwd' }],
  'a symbolic link to an absolute path': [DOCKERFILE, { name: 'link', type: 'symlink', linkname: '/etc/passwd' }],
  'a file below a link that leads out': [
    DOCKERFILE,
    { name: 'link', type: 'symlink', linkname: '..' },
    { name: 'link/evil', content: 'x' },
  ],
  'a hard link that leads out': [DOCKERFILE, { name: 'link', type: 'link', linkname: '../../etc/passwd' }],
  'a device': [DOCKERFILE, { name: 'disk', type: 'block-device', devmajor: 8, devminor: 0 }],
  'a character device': [DOCKERFILE, { name: 'memory', type: 'character-device', devmajor: 1, devminor: 1 }],
  'a pipe': [DOCKERFILE, { name: 'pipe', type: 'fifo' }],
};
