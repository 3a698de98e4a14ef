import { Button, TextInput } from '@mantine/core';
import type { Host } from '@roadstead/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type SubmitEvent, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { KEYS } from '../../lib/live/query-keys';
import { Dialog } from '../../lib/ui/dialog';
import classes from '../../lib/ui/dialog.module.css';
import { FormProblem } from '../../lib/ui/form-problem';
import { toast } from '../../lib/ui/toast';
import { labelsText, parseLabels } from './labels-text';

interface Props {
  host: Host;
  dialog: 'edit' | 'revoke';
  onClose(): void;
}

export default function HostDialogs({ host, dialog, onClose }: Props) {
  const t = useTranslations('hosts');
  const title = dialog === 'edit' ? t('editTitle', { host: host.name }) : t('revokeTitle', { host: host.name });
  return (
    <Dialog onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      {dialog === 'edit' ? <EditForm host={host} onClose={onClose} /> : <RevokeForm host={host} onClose={onClose} />}
    </Dialog>
  );
}

function EditForm({ host, onClose }: { host: Host; onClose: () => void }) {
  const t = useTranslations('hosts');
  const words = useErrorWords();
  const cache = useQueryClient();
  const update = useMutation({
    mutationFn: (body: { name: string; labels: Record<string, string> }) =>
      call('updateHost', { params: { hostId: host.id }, body }),
    onSuccess: (updated) => {
      cache.setQueryData(KEYS.host(host.id), updated);
      void cache.invalidateQueries({ queryKey: KEYS.hosts });
      onClose();
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    update.mutate({ name: String(form.get('name')).trim(), labels: parseLabels(String(form.get('labels'))) });
  };
  return (
    <form onSubmit={submit} className={classes.form}>
      <TextInput
        name="name"
        data-autofocus
        label={t('column.name')}
        description={t('nameHint')}
        defaultValue={host.name}
        pattern="[A-Za-z0-9][A-Za-z0-9_.\-]{0,62}"
        title={t('nameHint')}
        required
        withAsterisk={false}
      />
      <TextInput
        name="labels"
        label={t('column.labels')}
        description={t('addDialog.labelsHint')}
        defaultValue={labelsText(host.labels)}
      />
      <FormProblem>{update.error === null ? undefined : words(update.error)}</FormProblem>
      <div className={classes.actions}>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button type="submit" loading={update.isPending}>
          {t('save')}
        </Button>
      </div>
    </form>
  );
}

/** Cutting a host off cannot be undone, so its name is typed first. */
function RevokeForm({ host, onClose }: { host: Host; onClose: () => void }) {
  const t = useTranslations('hosts');
  const words = useErrorWords();
  const router = useRouter();
  const cache = useQueryClient();
  const [typed, setTyped] = useState('');
  const revoke = useMutation({
    mutationFn: () => call('revokeHost', { params: { hostId: host.id } }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: KEYS.hosts });
      toast(t('revoked', { host: host.name }));
      router.push('/hosts/');
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    revoke.mutate();
  };
  return (
    <form onSubmit={submit} className={classes.form}>
      <p>{t('revokeMeans', { host: host.name, running: host.counts.running })}</p>
      <p>{t('revokeBack')}</p>
      <TextInput
        data-autofocus
        label={t('typeName', { host: host.name })}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <FormProblem>{revoke.error === null ? undefined : words(revoke.error)}</FormProblem>
      <div className={classes.actions}>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button type="submit" color="var(--bad)" disabled={typed !== host.name} loading={revoke.isPending}>
          {t('revokeHost', { host: host.name })}
        </Button>
      </div>
    </form>
  );
}
