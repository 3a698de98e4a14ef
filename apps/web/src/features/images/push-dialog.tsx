import { Button, NativeSelect } from '@mantine/core';
import type { ImageSummary, Job } from '@roadstead/contract';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { DialogForm } from '../../lib/ui/dialog-form';
import { Callout } from '../../lib/ui/notice';
import { useHosts } from '../hosts/use-hosts';
import { useCreateJobs } from '../jobs/use-create-jobs';
import { CredentialChoice } from './credential-choice';
import { useReferenceCheck } from './use-reference-check';
import classes from './verb-dialog.module.css';

interface Props {
  image: ImageSummary;
  hostId?: string;
  /** To be done again with changes: the fields begin with what it did. */
  before?: Job;
  onClose(): void;
  /** Gives it a name first, or another one. */
  onTag(): void;
}

const DOCKER_HUB = 'docker.io';
const OFFICIAL = /^library\//;

/** Pushes one name of an image from one host that has it: where to is in the name. */
export function PushDialog({ image, hostId, before, onClose, onTag }: Props) {
  const t = useTranslations('verbs.push');
  const statuses = useTranslations('hosts.status');
  const hosts = useHosts();
  const [reference, setReference] = useState(() => String(before?.params.reference ?? image.references[0] ?? ''));
  const [wanted, setWanted] = useState(hostId);
  const [registryId, setRegistryId] = useState(() => String(before?.params.registryId ?? ''));
  const { parts } = useReferenceCheck(reference, { isName: true });
  const { create, isPending, problem } = useCreateJobs();
  const having = image.hosts.filter((on) => on.references.includes(reference));
  const statusOf = (id: string) => hosts.data?.find((host) => host.id === id)?.status ?? 'unknown';
  const from =
    having.find((on) => on.hostId === wanted) ?? having.find((on) => statusOf(on.hostId) === 'online') ?? having[0];
  const submit = () => {
    if (from === undefined) return;
    const params = { reference, registryId: registryId === '' ? undefined : registryId };
    create({ kind: 'image.push', hostIds: [from.hostId], params });
  };

  return (
    <DialogForm
      title={t('title')}
      submit={t('submit')}
      isPending={isPending}
      isDisabled={from === undefined}
      problem={problem}
      onSubmit={submit}
      onClose={onClose}
    >
      {image.references.length === 0 ? (
        <p>{t('untagged')}</p>
      ) : (
        <>
          <NativeSelect
            data-autofocus
            label={t('reference')}
            value={reference}
            data={image.references}
            onChange={(event) => {
              setReference(event.currentTarget.value);
              setRegistryId('');
            }}
            styles={{ input: { fontFamily: 'var(--font-mono)' } }}
          />
          <NativeSelect
            label={t('from')}
            value={from?.hostId}
            data={having.map((on) => ({
              value: on.hostId,
              label: `${on.hostName} · ${statuses(statusOf(on.hostId))}`,
            }))}
            onChange={(event) => setWanted(event.currentTarget.value)}
          />
          {parts === undefined ? null : (
            <>
              <p className={classes.source}>
                {t.rich('goesTo', {
                  registry: parts.registry,
                  repository: parts.repository,
                  tag: parts.tag ?? '',
                  b: (chunks) => <code>{chunks}</code>,
                })}
              </p>
              {parts.registry === DOCKER_HUB && OFFICIAL.test(parts.repository) ? (
                <Callout tone="warn">{t('official')}</Callout>
              ) : null}
              <CredentialChoice address={parts.registry} value={registryId} onChange={setRegistryId} />
            </>
          )}
        </>
      )}
      <p>
        <Button variant="default" onClick={onTag}>
          {image.references.length === 0 ? t('tagFirst') : t('tagElsewhere')}
        </Button>
      </p>
      {from !== undefined && statusOf(from.hostId) !== 'online' ? (
        <p className="warn">{t('waits', { host: from.hostName })}</p>
      ) : null}
      <p className="quiet">{t('denied')}</p>
    </DialogForm>
  );
}
