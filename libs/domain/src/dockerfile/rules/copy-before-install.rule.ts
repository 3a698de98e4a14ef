import { defineRule } from '../rule.js';
import type { Instruction } from '../syntax/instruction.js';
import type { ShellCommand } from '../syntax/shell.js';
import { subcommandOf } from './package-managers.js';

/** Installs of what a lock file names: they depend on a few files, not on all. */
const INSTALLS: Readonly<Record<string, readonly string[] | undefined>> = {
  npm: ['ci', 'install', 'i'],
  pnpm: ['install', 'i', 'fetch'],
  yarn: ['install'],
  pip: ['install'],
  pip3: ['install'],
  poetry: ['install'],
  uv: ['sync'],
  bundle: ['install'],
  composer: ['install'],
  go: ['mod'],
  cargo: ['fetch'],
};

export const copyBeforeInstall = defineRule<{ command: string }>({
  id: 'copy-before-install',
  severity: 'hint',
  message: ({ command }) =>
    `Every change of any file makes "${command}" below run again. COPY only the files that name the dependencies first, install, and COPY the rest after.`,
  *find({ stages }) {
    for (const { instructions } of stages) {
      const at = instructions.findIndex(copiesAll);
      const copy = instructions[at];
      const later = instructions.slice(at + 1);
      const install = later.flatMap(({ script }) => script.commands).find(isInstall);
      if (copy === undefined || install === undefined || instructions.slice(0, at).some(runsInstall)) continue;
      yield { span: copy.span, values: { command: `${install.program} ${install.argv[1]?.text ?? ''}`.trim() } };
    }
  },
});

const copiesAll = ({ name, words, flags }: Instruction): boolean =>
  (name === 'COPY' || name === 'ADD') &&
  !flags.some((flag) => flag.name === 'from') &&
  /^\.\/?$/.test(words[0]?.text ?? '');

const isInstall = (command: ShellCommand): boolean => {
  const subcommands = Object.hasOwn(INSTALLS, command.program) ? INSTALLS[command.program] : undefined;
  return subcommands !== undefined && subcommandOf(command, subcommands) !== undefined;
};

const runsInstall = ({ script }: Instruction): boolean => script.commands.some(isInstall);
