/** Why a process ended, as far as its exit code tells; the names are keys of the messages under `containers.exit`. */
export type ExitReason =
  | 'outOfMemory'
  | 'finished'
  | 'notExecutable'
  | 'notFound'
  | 'killed'
  | 'terminated'
  | 'interrupted'
  | 'segmentationFault'
  | 'aborted'
  | 'signal'
  | 'failed';

const BY_CODE: Readonly<Record<number, ExitReason>> = {
  0: 'finished',
  126: 'notExecutable',
  127: 'notFound',
  130: 'interrupted',
  134: 'aborted',
  137: 'killed',
  139: 'segmentationFault',
  143: 'terminated',
};

/** Codes above 128 mean that a signal ended the process: its number is the code less 128. */
const SIGNAL_BASE = 128;
const LAST_SIGNAL = 64;

export function exitReason(code: number, outOfMemory: boolean): ExitReason {
  if (outOfMemory) return 'outOfMemory';
  const known = BY_CODE[code];
  if (known !== undefined) return known;
  return code > SIGNAL_BASE && code <= SIGNAL_BASE + LAST_SIGNAL ? 'signal' : 'failed';
}

export function signalOf(code: number): number {
  return code - SIGNAL_BASE;
}
