import type { Rule } from '../rule.js';
import { addForCopy } from './add-for-copy.rule.js';
import { aptRecommends } from './apt-recommends.rule.js';
import { aptUpdateAlone } from './apt-update-alone.rule.js';
import { badDirective } from './bad-directive.rule.js';
import { badPair } from './bad-pair.rule.js';
import { badPort } from './bad-port.rule.js';
import { badStageName } from './bad-stage-name.rule.js';
import { buildToolsShipped } from './build-tools-shipped.rule.js';
import { cdInRun } from './cd-in-run.rule.js';
import { cmdShellFormArguments } from './cmd-shell-form-arguments.rule.js';
import { copyBeforeInstall } from './copy-before-install.rule.js';
import { copyFromLaterStage } from './copy-from-later-stage.rule.js';
import { copyFromMissingStage } from './copy-from-missing-stage.rule.js';
import { copyFromUnknownName } from './copy-from-unknown-name.rule.js';
import { danglingContinuation } from './dangling-continuation.rule.js';
import { duplicateStage } from './duplicate-stage.rule.js';
import { emptyContinuation } from './empty-continuation.rule.js';
import { entrypointIgnoresCmd } from './entrypoint-ignores-cmd.rule.js';
import { firstNotFrom } from './first-not-from.rule.js';
import { fromArguments } from './from-arguments.rule.js';
import { lateDirective } from './late-directive.rule.js';
import { legacyPair } from './legacy-pair.rule.js';
import { maintainerDeprecated } from './maintainer-deprecated.rule.js';
import { malformedExecForm } from './malformed-exec-form.rule.js';
import { mergeRuns } from './merge-runs.rule.js';
import { missingArgument } from './missing-argument.rule.js';
import { noBaseImage } from './no-base-image.rule.js';
import { onbuildForbidden } from './onbuild-forbidden.rule.js';
import { onlyLastCounts } from './only-last-counts.rule.js';
import { packageCache } from './package-cache.rule.js';
import { relativeWorkdir } from './relative-workdir.rule.js';
import { runsAsRoot } from './runs-as-root.rule.js';
import { secretInFile } from './secret-in-file.rule.js';
import { shellForm } from './shell-form.rule.js';
import { shellNeedsExecForm } from './shell-needs-exec-form.rule.js';
import { smallerBase } from './smaller-base.rule.js';
import { sudoInRun } from './sudo-in-run.rule.js';
import { unknownFlag } from './unknown-flag.rule.js';
import { unknownInstruction } from './unknown-instruction.rule.js';
import { unpinnedBase } from './unpinned-base.rule.js';
import { unterminatedHeredoc } from './unterminated-heredoc.rule.js';
import { unusedArg } from './unused-arg.rule.js';
import { unusedStage } from './unused-stage.rule.js';

/** Every rule, first those without which nothing builds. */
export const RULES: readonly Rule[] = [
  badDirective,
  noBaseImage,
  firstNotFrom,
  unknownInstruction,
  missingArgument,
  unknownFlag,
  fromArguments,
  badStageName,
  duplicateStage,
  copyFromMissingStage,
  shellNeedsExecForm,
  badPort,
  badPair,
  onbuildForbidden,
  unterminatedHeredoc,
  addForCopy,
  aptRecommends,
  aptUpdateAlone,
  buildToolsShipped,
  cdInRun,
  cmdShellFormArguments,
  copyBeforeInstall,
  copyFromLaterStage,
  copyFromUnknownName,
  danglingContinuation,
  emptyContinuation,
  entrypointIgnoresCmd,
  lateDirective,
  legacyPair,
  maintainerDeprecated,
  malformedExecForm,
  mergeRuns,
  onlyLastCounts,
  packageCache,
  relativeWorkdir,
  runsAsRoot,
  secretInFile,
  shellForm,
  smallerBase,
  sudoInRun,
  unpinnedBase,
  unusedArg,
  unusedStage,
];
