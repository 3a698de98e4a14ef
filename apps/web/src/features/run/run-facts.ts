import type { Job } from '@roadstead/contract';
import { restartText } from './docker-run';
import { draftOfJob, type RunDraft } from './run-draft';
import { linesOf } from './run-lines';

type FactName =
  | 'name'
  | 'entrypoint'
  | 'command'
  | 'env'
  | 'ports'
  | 'mounts'
  | 'network'
  | 'restart'
  | 'cpus'
  | 'autoRemove';
type RunFact = readonly [name: FactName, look: 'code' | 'lines' | 'words' | 'yes', pick: (job: Job) => unknown];

/** What was asked for of a container, as facts of its job. Of its variables the names. */
export const RUN_FACTS: readonly RunFact[] = [
  ['name', 'code', ofRun((draft) => draft.name)],
  ['entrypoint', 'code', ofRun((draft) => draft.entrypoint)],
  ['command', 'code', ofRun((draft) => draft.command)],
  ['env', 'lines', ofRun((draft) => linesOf(draft.env))],
  ['ports', 'lines', ofRun((draft) => linesOf(draft.ports))],
  ['mounts', 'lines', ofRun((draft) => linesOf(draft.mounts))],
  ['network', 'code', ofRun((draft) => draft.network)],
  ['restart', 'code', ofRun(({ restart, maxRetries }) => (restart === 'no' ? '' : restartWords(restart, maxRetries)))],
  ['cpus', 'words', ofRun((draft) => draft.cpus)],
  ['autoRemove', 'yes', ofRun((draft) => draft.autoRemove)],
];

function restartWords(policy: RunDraft['restart'], maxRetries: string): string {
  return restartText({ policy, maxRetries: maxRetries === '' ? undefined : Number(maxRetries) });
}

function ofRun(pick: (draft: RunDraft) => unknown): (job: Job) => unknown {
  return (job) => (job.kind === 'container.run' ? pick(draftOfJob(job)) : undefined);
}
