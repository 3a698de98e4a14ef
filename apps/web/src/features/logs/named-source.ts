import type { LogSource } from './log-feed';

/** A container whose log is on show, as it is called there. */
export interface NamedSource extends LogSource {
  name: string;
  hostName: string;
}
