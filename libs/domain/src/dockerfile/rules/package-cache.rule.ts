import { defineRule, type SpanFix } from '../rule.js';
import type { Instruction } from '../syntax/instruction.js';
import { pairsOf } from '../syntax/pairs.js';
import type { Stage } from '../syntax/stages.js';
import type { Word } from '../syntax/words.js';
import { insertAfter } from './edits.js';
import { instructionsOf } from './instructions-of.js';
import { PACKAGE_MANAGERS, type PackageManager, subcommandOf } from './package-managers.js';
import { canAppend } from './shell-safety.js';

export const packageCache = defineRule<{ program: string; remedy: string }>({
  id: 'package-cache',
  severity: 'warning',
  message: ({ program, remedy }) =>
    `${program} leaves what it downloaded in this layer, and a later RUN cannot make the layer smaller. Use "${remedy}" in the same RUN, or a cache mount.`,
  *find({ shippedStages }) {
    for (const stage of shippedStages) {
      const managers = PACKAGE_MANAGERS.filter((manager) => !isSwitchedOff(stage, manager));
      for (const run of instructionsOf(stage, 'RUN')) {
        if (hasCacheMount(run)) continue;
        for (const manager of managers) yield* leftovers(run, manager);
      }
    }
  },
});

function* leftovers(run: Instruction, manager: PackageManager) {
  const script = [run.args.text, ...run.heredocs.map(({ body }) => body.text)].join('\n');
  if (manager.cleaned.test(script)) return;
  for (const command of run.script.commands) {
    const install = manager.programs.includes(command.program) ? subcommandOf(command, manager.installs) : undefined;
    if (install === undefined) continue;
    const remedy = 'flag' in manager.remedy ? manager.remedy.flag : manager.remedy.cleanup(command.program);
    yield {
      span: install.span,
      values: { program: command.program, remedy },
      fix: fixOf(run, install, manager, remedy),
    };
    return;
  }
}

function fixOf(run: Instruction, install: Word, { remedy }: PackageManager, words: string): SpanFix | undefined {
  if (run.form.kind !== 'shell') return undefined;
  if ('flag' in remedy) return { title: `Add ${words}`, edits: [insertAfter(install.span, ` ${words}`)] };
  return canAppend(run) ? { title: `Add && ${words}`, edits: [insertAfter(run.span, ` && ${words}`)] } : undefined;
}

const hasCacheMount = ({ flags }: Instruction): boolean =>
  flags.some(({ name, value }) => name === 'mount' && /(^|,)type=(cache|tmpfs)(,|$)/.test(value));

const isSwitchedOff = (stage: Stage, { switchedOffBy }: PackageManager): boolean =>
  switchedOffBy !== undefined &&
  instructionsOf(stage, 'ENV', 'ARG').some((env) => pairsOf(env).some(({ name }) => name === switchedOffBy));
