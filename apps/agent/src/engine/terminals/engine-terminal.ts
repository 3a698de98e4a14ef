import type { Duplex } from 'node:stream';
import type { TerminalSize } from '@roadstead/domain';

/**
 * Keys that would detach from the terminal. There is no way to have none, and the engine holds the first of them back
 * until the next key comes: so it is one whose effect cannot be seen before the next key either (set-mark).
 */
export const DETACH_KEYS = 'ctrl-@,ctrl-_,ctrl-@,ctrl-^,ctrl-@,ctrl-_,ctrl-@,ctrl-^';

/** What has become of the process behind a terminal. */
export interface Outcome {
  readonly exitCode?: number;
  /** The container is not running any more. */
  readonly isStopped: boolean;
}

/** The engine's side of a terminal. */
export interface EngineTerminal {
  /** Keys in, output out; raw, as a terminal has it. It ends when the process does. */
  readonly bytes: Duplex;
  /** False: nothing reads the keys. */
  readonly takesInput: boolean;
  /** How the process is known to the engine after a restart of the agent; absent where there is none to end. */
  readonly trace?: ExecTrace;
  resize(size: TerminalSize): Promise<void>;
  /** Ends the process, as a terminal does that is closed; one that will not go is killed. `attach`: lets go of it. */
  hangUp(): Promise<void>;
  /** Asked for after the end of the bytes. @throws RoadsteadError `engine.unreachable` */
  outcome(): Promise<Outcome>;
}

/** A command in a container, as the engine knows it. */
export interface ExecTrace {
  readonly containerId: string;
  readonly execId: string;
}
