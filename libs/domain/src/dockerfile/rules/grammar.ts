/** How Docker takes each instruction: its flags, and the fewest arguments. */
interface Grammar {
  readonly flags: readonly string[];
  readonly arguments: number;
}

const COPY_FLAGS = ['from', 'chown', 'chmod', 'link', 'parents', 'exclude'];
const ADD_FLAGS = ['chown', 'chmod', 'link', 'checksum', 'keep-git-dir', 'unpack', 'exclude'];
const HEALTHCHECK_FLAGS = ['interval', 'timeout', 'start-period', 'start-interval', 'retries'];

/** Every instruction that Docker knows. Source: the Dockerfile reference. */
export const GRAMMAR: ReadonlyMap<string, Grammar> = new Map([
  ['FROM', { flags: ['platform'], arguments: 1 }],
  ['RUN', { flags: ['mount', 'network', 'security', 'device'], arguments: 1 }],
  ['CMD', { flags: [], arguments: 1 }],
  ['LABEL', { flags: [], arguments: 1 }],
  ['MAINTAINER', { flags: [], arguments: 1 }],
  ['EXPOSE', { flags: [], arguments: 1 }],
  ['ENV', { flags: [], arguments: 1 }],
  ['ADD', { flags: ADD_FLAGS, arguments: 2 }],
  ['COPY', { flags: COPY_FLAGS, arguments: 2 }],
  ['ENTRYPOINT', { flags: [], arguments: 1 }],
  ['VOLUME', { flags: [], arguments: 1 }],
  ['USER', { flags: [], arguments: 1 }],
  ['WORKDIR', { flags: [], arguments: 1 }],
  ['ARG', { flags: [], arguments: 1 }],
  ['ONBUILD', { flags: [], arguments: 1 }],
  ['STOPSIGNAL', { flags: [], arguments: 1 }],
  ['HEALTHCHECK', { flags: HEALTHCHECK_FLAGS, arguments: 1 }],
  ['SHELL', { flags: [], arguments: 1 }],
]);
