import { Button } from '@mantine/core';
import type { Host } from '@roadstead/contract';
import type { SubmitEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormProblem } from '../../lib/ui/form-problem';
import { useDraft } from '../../lib/ui/use-draft';
import { HostChoice } from '../hosts/host-choice';
import { useReferenceChecker } from '../images/use-reference-check';
import { rollingOf } from '../jobs/rolling';
import { RollingFields } from '../jobs/rolling-fields';
import { useCreateJobs } from '../jobs/use-create-jobs';
import { type BuildDraft, linesOf, paramsOf } from './build-draft';
import classes from './build-form.module.css';
import { hasSource, problemsOf } from './draft-problems';
import { LimitFields } from './limit-fields';
import { OptionFields } from './option-fields';
import { withoutSecrets } from './pairs-text';
import { RegistryFields } from './registry-fields';
import { SourceFields } from './source-fields';
import { TagFields } from './tag-fields';

interface Props {
  /** Where the browser keeps what is typed. */
  draftKey: string;
  initial: BuildDraft;
  hosts: Host[];
}

/** A part of the form: the fields as they are, and how to change them. */
export interface FieldsProps {
  draft: BuildDraft;
  change(part: Partial<BuildDraft>): void;
}

/** From what, called what, with what, and where. It leads to the page of the build. */
export function BuildForm({ draftKey, initial, hosts }: Props) {
  const t = useTranslations('build');
  const { draft, change, newest } = useDraft(draftKey, initial, withoutSecretValues);
  const { create, isPending, problem } = useCreateJobs();
  const check = useReferenceChecker();
  const hostIds = hosts.map((host) => host.id).filter((id) => draft.hostIds.includes(id));
  const areTagsValid = linesOf(draft.tags).every((tag) => check(tag, { isName: true }).isValid);
  const isSound = hasSource(draft) && areTagsValid && Object.keys(problemsOf(draft)).length === 0;

  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    create({
      kind: 'image.build',
      hostIds,
      rolling: rollingOf(draft, hostIds.length),
      params: paramsOf(newest.current),
    });
  };
  return (
    <form onSubmit={submit} className={classes.form}>
      <SourceFields draft={draft} change={change} />
      <div className={classes.columns}>
        <div className={classes.column}>
          <TagFields draft={draft} change={change} check={check} />
          <HostChoice
            hosts={hosts}
            chosen={new Set(draft.hostIds)}
            onChange={(chosen) => change({ hostIds: [...chosen] })}
          />
          <RollingFields value={draft} onChange={change} hostCount={hostIds.length} />
        </div>
        <div className={classes.column}>
          <OptionFields draft={draft} change={change} />
          <RegistryFields draft={draft} change={change} />
          <LimitFields draft={draft} change={change} />
        </div>
      </div>
      <div className={classes.end}>
        <FormProblem>{problem}</FormProblem>
        <Button type="submit" size="sm" loading={isPending} disabled={hostIds.length === 0 || !isSound}>
          {t('submit', { count: hostIds.length })}
        </Button>
        {hasSource(draft) ? null : <span className="quiet">{t(`needs.${draft.source}`)}</span>}
      </div>
    </form>
  );
}

/** Docker keeps build arguments in the image's history, so they are no place for secrets; some are put there all the same. */
function withoutSecretValues(draft: BuildDraft): BuildDraft {
  return { ...draft, buildArgs: withoutSecrets(draft.buildArgs) };
}
