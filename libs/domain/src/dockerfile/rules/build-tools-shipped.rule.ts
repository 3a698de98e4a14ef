import { defineRule } from '../rule.js';
import type { ShellCommand } from '../syntax/shell.js';
import type { Span } from '../syntax/text-positions.js';
import { instructionsOf } from './instructions-of.js';
import { subcommandOf } from './package-managers.js';

/** Programs that build; with the subcommands that do, where the program does other things too. */
const BUILDERS: Readonly<Record<string, readonly string[] | undefined>> = {
  gcc: [],
  'g++': [],
  cc: [],
  clang: [],
  make: [],
  cmake: [],
  ninja: [],
  meson: [],
  javac: [],
  rustc: [],
  tsc: [],
  go: ['build', 'install'],
  cargo: ['build', 'install'],
  dotnet: ['build', 'publish'],
  mvn: ['package', 'install', 'verify', 'clean', 'compile'],
  mvnw: ['package', 'install', 'verify', 'clean', 'compile'],
  gradle: ['build', 'assemble', 'bootJar', 'jar'],
  gradlew: ['build', 'assemble', 'bootJar', 'jar'],
};
const SCRIPT_RUNNERS = new Set(['npm', 'yarn', 'pnpm']);
const COMPILER_PACKAGES = new Set([
  'build-essential',
  'build-base',
  'gcc',
  'g++',
  'clang',
  'cmake',
  'golang',
  'cargo',
  'maven',
]);
const INSTALLERS = new Set(['apt-get', 'apt', 'apk', 'yum', 'dnf', 'microdnf']);

export const buildToolsShipped = defineRule<{ tool: string }>({
  id: 'build-tools-shipped',
  severity: 'hint',
  message: ({ tool }) =>
    `${tool} builds in the stage that becomes the image, so the tools and sources are shipped too. Build in a stage of its own, FROM … AS build, and COPY --from=build only the result into a small last stage.`,
  *find({ shippedStages }) {
    const runs = shippedStages.flatMap((stage) => instructionsOf(stage, 'RUN'));
    for (const command of runs.flatMap(({ script }) => script.commands)) {
      const found = buildTool(command);
      if (found === undefined) continue;
      yield { span: found.span, values: { tool: found.tool } };
      return;
    }
  },
});

function buildTool(command: ShellCommand): { tool: string; span: Span } | undefined {
  const { program, argv } = command;
  const [first] = argv;
  if (first === undefined) return undefined;
  if (INSTALLERS.has(program)) {
    const compiler = removesAgain(command) ? undefined : argv.find(({ text }) => COMPILER_PACKAGES.has(text));
    return compiler && { tool: compiler.text, span: compiler.span };
  }
  const subcommands = Object.hasOwn(BUILDERS, program) ? BUILDERS[program] : undefined;
  const isBuild = subcommands !== undefined && (subcommands.length === 0 || subcommandOf(command, subcommands));
  if (isBuild) return { tool: program, span: first.span };
  const script = argv.slice(1).filter(({ text }) => text !== 'run')[0];
  const runsBuild = SCRIPT_RUNNERS.has(program) && script !== undefined && /^build(:|$)/.test(script.text);
  return runsBuild
    ? {
        tool: argv
          .slice(0, 3)
          .map(({ text }) => text)
          .join(' '),
        span: first.span,
      }
    : undefined;
}

/** Packages for the time of one RUN: `apk add --virtual`, or a call that removes them. */
const removesAgain = ({ argv }: ShellCommand): boolean =>
  argv.some(
    ({ text }) =>
      ['--virtual', '-t', 'remove', 'purge', 'del', 'autoremove'].includes(text) || text.startsWith('--virtual='),
  );
