import type { Instruction } from '../syntax/instruction.js';
import type { ShellCommand } from '../syntax/shell.js';
import type { Word } from '../syntax/words.js';

/** How a package manager's cache is kept out of a layer: a flag on the command, or a command behind it. */
type Remedy = { readonly flag: string } | { readonly cleanup: (program: string) => string };

export interface PackageManager {
  readonly programs: readonly string[];
  /** Subcommands that fill the cache. */
  readonly installs: readonly string[];
  readonly remedy: Remedy;
  /** What in the same RUN shows that the cache is already kept out. */
  readonly cleaned: RegExp;
  /** A variable that switches the cache off. */
  readonly switchedOffBy?: string;
}

export const PACKAGE_MANAGERS: readonly PackageManager[] = [
  {
    programs: ['apt-get', 'apt'],
    installs: ['install'],
    remedy: { cleanup: () => 'rm -rf /var/lib/apt/lists/*' },
    cleaned: /rm\s.*\/var\/lib\/apt(\/lists)?\b/s,
  },
  {
    programs: ['apk'],
    installs: ['add'],
    remedy: { flag: '--no-cache' },
    cleaned: /--no-cache|rm\s.*\/var\/cache\/apk/s,
  },
  {
    programs: ['yum', 'dnf', 'microdnf'],
    installs: ['install', 'update', 'upgrade'],
    remedy: { cleanup: (program) => `${program} clean all` },
    cleaned: /clean\s+all|rm\s.*\/var\/cache\/(yum|dnf)/s,
  },
  {
    programs: ['pip', 'pip3'],
    installs: ['install'],
    remedy: { flag: '--no-cache-dir' },
    cleaned: /--no-cache-dir|cache\s+purge|rm\s.*\.cache/s,
    switchedOffBy: 'PIP_NO_CACHE_DIR',
  },
  {
    programs: ['npm'],
    installs: ['install', 'ci', 'i'],
    remedy: { cleanup: () => 'npm cache clean --force' },
    cleaned: /npm\s+cache\s+clean|rm\s.*\.npm/s,
  },
  {
    programs: ['yarn'],
    installs: ['install', 'add'],
    remedy: { cleanup: () => 'yarn cache clean' },
    cleaned: /yarn\s+cache\s+clean|rm\s.*\.cache/s,
  },
];

/** The subcommand of the call, where it is one of these; options before it are passed over. */
export function subcommandOf({ argv }: ShellCommand, subcommands: readonly string[]): Word | undefined {
  const first = argv.slice(1).find(({ text }) => !text.startsWith('-') && !text.includes('='));
  return first !== undefined && subcommands.includes(first.text) ? first : undefined;
}

/** Whether one of these programs is called with one of these subcommands in the RUN. */
export function calls(run: Instruction, programs: readonly string[], subcommands: readonly string[]): boolean {
  return run.script.commands.some(
    (command) => programs.includes(command.program) && subcommandOf(command, subcommands) !== undefined,
  );
}
