import { Textarea, TextInput } from '@mantine/core';
import type { Host } from '@roadstead/contract';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { DialogForm } from '../../lib/ui/dialog-form';
import { MONO } from '../../lib/ui/mono-input';
import { toast } from '../../lib/ui/toast';
import { useMay } from '../auth/use-current-user';
import { pairsOf } from './pairs';
import { useCreateVolume } from './use-volumes';

export function CreateVolumeDialog({ host, onClose }: { host: Host; onClose(): void }) {
  const t = useTranslations('volumes');
  const words = useErrorWords();
  // They can make a volume of any directory of the host.
  const mayElevate = useMay('containers.elevate');
  const [draft, setDraft] = useState({ name: '', driver: 'local', options: '', labels: '' });
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change });
  const { mutate, isPending, error } = useCreateVolume(host.id, (name) => {
    toast(t('created', { volume: name, host: host.name }));
    onClose();
  });
  return (
    <DialogForm
      title={t('createTitle', { host: host.name })}
      submit={t('create')}
      isPending={isPending}
      problem={error === null ? undefined : words(error)}
      onSubmit={() =>
        mutate({
          name: draft.name.trim() || undefined,
          driver: draft.driver.trim() || undefined,
          options: pairsOf(draft.options),
          labels: pairsOf(draft.labels),
        })
      }
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={t('column.name')}
        description={t('nameHint')}
        pattern="[a-zA-Z0-9][a-zA-Z0-9_.\-]+"
        title={t('nameHint')}
        styles={MONO}
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label={t('column.driver')}
        description={t('driverHint')}
        styles={MONO}
        value={draft.driver}
        onChange={(event) => set({ driver: event.currentTarget.value })}
      />
      <Textarea
        label={t('options')}
        description={t(mayElevate ? 'optionsHint' : 'optionsForAdmins')}
        disabled={!mayElevate}
        placeholder={'type=nfs\ndevice=:/exports/data\no=addr=198.51.100.7,rw'}
        rows={3}
        spellCheck={false}
        styles={MONO}
        value={draft.options}
        onChange={(event) => set({ options: event.currentTarget.value })}
      />
      <Textarea
        label={t('labels')}
        description={t('labelsHint')}
        placeholder="team=web"
        rows={2}
        spellCheck={false}
        styles={MONO}
        value={draft.labels}
        onChange={(event) => set({ labels: event.currentTarget.value })}
      />
    </DialogForm>
  );
}
