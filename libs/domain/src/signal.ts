import { z } from 'zod';

/** Signals of Linux with their numbers, as `kill -l` names them. Real-time ones come after. */
const STANDARD = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGKILL',
  'SIGUSR1',
  'SIGSEGV',
  'SIGUSR2',
  'SIGPIPE',
  'SIGALRM',
  'SIGTERM',
  'SIGSTKFLT',
  'SIGCHLD',
  'SIGCONT',
  'SIGSTOP',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGURG',
  'SIGXCPU',
  'SIGXFSZ',
  'SIGVTALRM',
  'SIGPROF',
  'SIGWINCH',
  'SIGIO',
  'SIGPWR',
  'SIGSYS',
] as const;

const FIRST_REAL_TIME = 34;
const LAST_REAL_TIME = 64;

/** `SIGRTMIN+3` and the like: systemd in a container stops by it. */
const REAL_TIME = new Map(
  Array.from({ length: LAST_REAL_TIME - FIRST_REAL_TIME + 1 }, (_, above): [string, number] => {
    const number = FIRST_REAL_TIME + above;
    if (above === 0) return ['SIGRTMIN', number];
    if (above <= 15) return [`SIGRTMIN+${above}`, number];
    return [number === LAST_REAL_TIME ? 'SIGRTMAX' : `SIGRTMAX-${LAST_REAL_TIME - number}`, number];
  }),
);

const NUMBERS = new Map<string, number>([...STANDARD.map((name, i): [string, number] => [name, i + 1]), ...REAL_TIME]);
const NAMES = new Map([...NUMBERS].map(([name, number]) => [number, name]));

export const SIGNALS: readonly string[] = [...NUMBERS.keys()];

/** A signal by its whole name. */
export const SignalName = z.enum(SIGNALS as [string, ...string[]], {
  error: (issue) =>
    `there is no signal ${String(issue.input)}; signals are named as SIGTERM, SIGKILL, SIGHUP or SIGRTMIN+3 are`,
});
export type SignalName = z.infer<typeof SignalName>;

/** @returns undefined for a number that is no signal's */
export function signalName(number: number): string | undefined {
  return NAMES.get(number);
}
