import { Button } from '@mantine/core';
import type { Host } from '@roadstead/contract';
import type { SubmitEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormProblem } from '../../lib/ui/form-problem';
import { useDraft } from '../../lib/ui/use-draft';
import { HostChoice } from '../hosts/host-choice';
import { rollingOf } from '../jobs/rolling';
import { RollingFields } from '../jobs/rolling-fields';
import { useCreateJobs } from '../jobs/use-create-jobs';
import { AdvancedFields } from './advanced-fields';
import { problemsOf } from './draft-problems';
import { ImageFields } from './image-fields';
import { PortFields } from './port-fields';
import { ProcessFields } from './process-fields';
import { type RunDraft, runParams, withoutValues } from './run-draft';
import classes from './run-form.module.css';
import { RunPreview } from './run-preview';
import { StorageFields } from './storage-fields';
import { useRunImage } from './use-run-image';

interface Props {
  /** Where the browser keeps what is typed. */
  draftKey: string;
  initial: RunDraft;
  hosts: Host[];
}

/** A part of the form: the fields as they are, and how to change them. */
export interface FieldsProps {
  draft: RunDraft;
  change(part: Partial<RunDraft>): void;
}

/** Of which image, with what, and where. It leads to the page of the job. */
export function RunForm({ draftKey, initial, hosts }: Props) {
  const t = useTranslations('run');
  const { create, isPending, problem } = useCreateJobs();
  // What was asked for is on the page of its job, from where the form can be had again: the next one begins anew.
  const { draft, change } = useDraft(draftKey, initial, (typed) => (isPending ? undefined : withoutValues(typed)));
  const image = useRunImage(draft.image);
  const chosen = hosts.filter((host) => draft.hostIds.includes(host.id));
  const hostIds = chosen.map((host) => host.id);
  const isSound = image.isValid && Object.keys(problemsOf(draft)).length === 0;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    create({ kind: 'container.run', hostIds, rolling: rollingOf(draft, hostIds.length), params: runParams(draft) });
  };
  const parts = { draft, change };
  return (
    <form onSubmit={submit} className={classes.form}>
      <div className={classes.fields}>
        <ImageFields {...parts} image={image} chosen={chosen} />
        <ProcessFields {...parts} config={image.image?.config} />
        <PortFields {...parts} config={image.image?.config} chosen={chosen} />
        <StorageFields {...parts} config={image.image?.config} />
        <AdvancedFields {...parts} />
        <HostChoice hosts={hosts} chosen={new Set(draft.hostIds)} onChange={(ids) => change({ hostIds: [...ids] })} />
        <RollingFields value={draft} onChange={change} hostCount={hostIds.length} />
      </div>
      <RunPreview draft={draft} isSound={isSound} />
      <div className={classes.end}>
        <FormProblem>{problem}</FormProblem>
        <Button type="submit" size="sm" loading={isPending} disabled={hostIds.length === 0 || !isSound}>
          {t(draft.start ? 'submit' : 'submitCreate', { count: hostIds.length })}
        </Button>
      </div>
    </form>
  );
}
