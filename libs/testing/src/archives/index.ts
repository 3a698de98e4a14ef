export {
  type ArchiveEntry,
  busyboxRoot,
  type Compression,
  compress,
  packTar,
  readBusybox,
} from './archives.js';
export { HOSTILE_CONTEXTS } from './hostile-archives.js';
