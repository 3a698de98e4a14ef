import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { Host } from '@roadstead/contract';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { DialogForm } from '../../lib/ui/dialog-form';
import { MONO } from '../../lib/ui/mono-input';
import { toast } from '../../lib/ui/toast';
import { useMay } from '../auth/use-current-user';
import { pairsOf } from '../volumes/pairs';
import { useCreateNetwork } from './use-networks';

const DRIVERS = ['bridge', 'macvlan', 'ipvlan', 'overlay'] as const;
type Driver = (typeof DRIVERS)[number];

const EMPTY = {
  name: '',
  driver: 'bridge' as Driver,
  subnet: '',
  gateway: '',
  ipRange: '',
  internal: false,
  attachable: false,
  ipv6: false,
  options: '',
  labels: '',
};

export function CreateNetworkDialog({ host, onClose }: { host: Host; onClose(): void }) {
  const t = useTranslations('networks');
  const words = useErrorWords();
  // Other drivers lead into the host's own network.
  const mayElevate = useMay('containers.elevate');
  const [draft, setDraft] = useState(EMPTY);
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change });
  const { mutate, isPending, error } = useCreateNetwork(host.id, (name) => {
    toast(t('created', { network: name, host: host.name }));
    onClose();
  });
  const text = (key: 'name' | 'subnet' | 'gateway' | 'ipRange', placeholder: string) => ({
    label: t(`field.${key}`),
    description: t(`hint.${key}`),
    placeholder,
    styles: MONO,
    autoComplete: 'off',
    spellCheck: false,
    value: draft[key],
    onChange: (event: { currentTarget: { value: string } }) => set({ [key]: event.currentTarget.value }),
  });
  const check = (key: 'internal' | 'attachable' | 'ipv6') => ({
    label: t(`field.${key}`),
    description: t(`hint.${key}`),
    checked: draft[key],
    onChange: (event: { currentTarget: { checked: boolean } }) => set({ [key]: event.currentTarget.checked }),
  });
  return (
    <DialogForm
      title={t('createTitle', { host: host.name })}
      submit={t('create')}
      isPending={isPending}
      isDisabled={draft.name.trim() === ''}
      problem={error === null ? undefined : words(error)}
      onSubmit={() =>
        mutate({
          ...draft,
          name: draft.name.trim(),
          subnet: draft.subnet.trim() || undefined,
          gateway: draft.gateway.trim() || undefined,
          ipRange: draft.ipRange.trim() || undefined,
          options: pairsOf(draft.options),
          labels: pairsOf(draft.labels),
        })
      }
      onClose={onClose}
    >
      <TextInput data-autofocus required withAsterisk={false} {...text('name', 'back')} />
      <NativeSelect
        label={t('field.driver')}
        description={t(`driverMeans.${draft.driver}`)}
        data={DRIVERS.map((value) => ({ value, label: value, disabled: value !== 'bridge' && !mayElevate }))}
        value={draft.driver}
        onChange={(event) => set({ driver: event.currentTarget.value as Driver })}
      />
      <TextInput {...text('subnet', '10.20.0.0/24')} />
      <TextInput {...text('gateway', '10.20.0.1')} />
      <TextInput {...text('ipRange', '10.20.0.128/25')} />
      <Checkbox {...check('internal')} />
      <Checkbox {...check('attachable')} />
      <Checkbox {...check('ipv6')} />
      <Textarea
        label={t('field.options')}
        description={t(mayElevate ? 'hint.options' : 'optionsForAdmins')}
        disabled={!mayElevate}
        placeholder="com.docker.network.bridge.name=back0"
        rows={2}
        spellCheck={false}
        styles={MONO}
        value={draft.options}
        onChange={(event) => set({ options: event.currentTarget.value })}
      />
      <Textarea
        label={t('field.labels')}
        description={t('hint.options')}
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
