import type { ImageSummary, Job } from '@roadstead/contract';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { DialogForm } from '../../lib/ui/dialog-form';
import { Callout } from '../../lib/ui/notice';
import { HostChoice } from '../hosts/host-choice';
import { useHosts } from '../hosts/use-hosts';
import { useCreateJobs } from '../jobs/use-create-jobs';
import { ReferenceField } from './reference-field';
import { ReferenceWords } from './reference-words';
import { useNameOwners } from './use-name-owners';
import { useReferenceCheck } from './use-reference-check';
import classes from './verb-dialog.module.css';

interface Props {
  image: ImageSummary;
  hostId?: string;
  /** To be done again with changes: the fields begin with what it did. */
  before?: Job;
  onClose(): void;
}

/** Gives an image one more name, or its first. It is tagged by its id, so that a name that moves meanwhile changes nothing. */
export function TagDialog({ image, hostId, before, onClose }: Props) {
  const t = useTranslations('verbs.tag');
  const hosts = useHosts();
  const [target, setTarget] = useState(() => String(before?.params.target ?? ''));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(hostId === undefined ? image.hosts.map((on) => on.hostId) : [hostId]),
  );
  const check = useReferenceCheck(target, { isName: true });
  const owners = useNameOwners(check.isValid ? check.familiar : undefined, image.id, chosen);
  const { create, isPending, problem } = useCreateJobs();
  const hostIds = image.hosts.map((on) => on.hostId).filter((id) => chosen.has(id));
  const having = hosts.data?.filter((host) => image.hosts.some((on) => on.hostId === host.id));
  const isUntagged = image.references.length === 0;
  const submit = () =>
    create({
      kind: 'image.tag',
      hostIds,
      params: { source: image.id, target: target.trim() },
    });

  return (
    <DialogForm
      title={t('title')}
      submit={t('submit', { count: hostIds.length })}
      isPending={isPending}
      isDisabled={!check.isValid || hostIds.length === 0}
      problem={problem}
      onSubmit={submit}
      onClose={onClose}
    >
      <p className={classes.source}>
        <ReferenceWords references={image.references} /> <code className="quiet">{shortId(image.id)}</code>
      </p>
      <p className="quiet">{isUntagged ? t('firstName') : t('oneMore')}</p>
      <ReferenceField
        data-autofocus
        label={t('target')}
        description={check.meaning === undefined ? t('targetHint') : t('means', { reference: check.meaning })}
        error={check.problem}
        placeholder="registry.example.com/team/web:2.5.0"
        value={target}
        onChange={setTarget}
        required
      />
      {owners.map((owner) => (
        <Callout key={owner.imageId} tone="warn">
          {t('moves', { name: owner.name, image: shortId(owner.imageId), hosts: owner.hostNames.join(', ') })}
        </Callout>
      ))}
      {having !== undefined && having.length > 1 ? (
        <HostChoice hosts={having} chosen={chosen} onChange={setChosen} />
      ) : null}
    </DialogForm>
  );
}
