import { Button, Checkbox, PasswordInput, TextInput } from '@mantine/core';
import type { Registry } from '@roadstead/contract';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { ApiError } from '../../lib/api/api-error';
import { call } from '../../lib/api/call';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { Dialog } from '../../lib/ui/dialog';
import classes from '../../lib/ui/dialog.module.css';
import { FormProblem } from '../../lib/ui/form-problem';
import { toast } from '../../lib/ui/toast';
import { changeOf, creationOf, emptyForm, formOf, isOtherLogin, type RegistryForm } from './registry-form';
import own from './registry-form-dialog.module.css';
import { RegistryLimits } from './registry-limits';
import { useKeepRegistry } from './use-registries';

interface Props {
  /** Absent: a new one. */
  registry?: Registry;
  onClose(): void;
  onKept?(registry: Registry): void;
}

/** Adds or changes a registry. The credential is checked by the server before it is kept. */
export default function RegistryFormDialog({ registry, onClose, onKept }: Props) {
  const t = useTranslations('registries.form');
  const title = registry === undefined ? t('addTitle') : t('editTitle', { name: registry.name });
  return (
    <Dialog onClose={onClose} title={title} size={560} closeButtonProps={{ 'aria-label': t('close') }}>
      <Form registry={registry} onClose={onClose} onKept={onKept} />
    </Dialog>
  );
}

function Form({ registry, onClose, onKept }: Props) {
  const t = useTranslations('registries.form');
  const words = useErrorWords();
  const keep = useKeepRegistry();
  const [form, setForm] = useState<RegistryForm>(() => (registry === undefined ? emptyForm : formOf(registry)));
  const change = (part: Partial<RegistryForm>) => setForm((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: (acceptUnreachable: boolean) => {
      if (registry === undefined) return call('createRegistry', { body: { ...creationOf(form), acceptUnreachable } });
      const body = { ...changeOf(form, registry), acceptUnreachable };
      return call('updateRegistry', { params: { registryId: registry.id }, body });
    },
    onSuccess: (kept) => {
      keep(kept);
      toast(t('kept', { name: kept.name }));
      onClose();
      onKept?.(kept);
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate(false);
  };
  const keepsPassword = registry?.hasPassword === true && !isOtherLogin(form, registry);
  return (
    <form onSubmit={submit} className={classes.form}>
      <TextInput
        label={t('address')}
        description={t('addressHint')}
        placeholder="registry.example.com:5000"
        value={form.address}
        onChange={(event) => change({ address: event.currentTarget.value })}
        styles={{ input: { fontFamily: 'var(--font-mono)' } }}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        data-autofocus
        required
        withAsterisk={false}
      />
      <TextInput
        label={t('name')}
        description={t('nameHint')}
        placeholder={form.address.trim() || undefined}
        value={form.name}
        maxLength={100}
        onChange={(event) => change({ name: event.currentTarget.value })}
        autoComplete="off"
      />
      <div className={own.pair}>
        <TextInput
          label={t('username')}
          value={form.username}
          onChange={(event) => change({ username: event.currentTarget.value })}
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
        />
        <PasswordInput
          label={t('password')}
          size="xs"
          placeholder={keepsPassword ? t('passwordKept') : undefined}
          value={form.password}
          onChange={(event) => change({ password: event.currentTarget.value })}
          autoComplete="new-password"
          required={form.username.trim() !== '' && !keepsPassword}
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
        />
      </div>
      <p className={own.hint}>{t('credentialHint')}</p>
      <Checkbox
        label={t('insecure')}
        description={t('insecureHint')}
        checked={form.insecure}
        onChange={(event) => change({ insecure: event.currentTarget.checked })}
      />
      <RegistryLimits form={form} onChange={change} />
      <FormProblem>{save.error === null ? undefined : words(save.error)}</FormProblem>
      {isUnreachable(save.error) ? <p className={own.hint}>{t('unreachableHint')}</p> : null}
      <div className={classes.actions}>
        {isUnreachable(save.error) ? (
          <Button variant="default" onClick={() => save.mutate(true)} disabled={save.isPending}>
            {t('saveAnyway')}
          </Button>
        ) : null}
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {registry === undefined ? t('add') : t('save')}
        </Button>
      </div>
    </form>
  );
}

/** The hosts may reach a registry that the control plane does not. */
function isUnreachable(error: unknown): boolean {
  return error instanceof ApiError && ['registry.not-answering', 'fetch.address-refused'].includes(error.code);
}
