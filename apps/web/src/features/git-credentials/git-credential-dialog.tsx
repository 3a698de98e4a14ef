import { Button, Checkbox, PasswordInput, TextInput } from '@mantine/core';
import type { CreateGitCredentialBody, GitCredential } from '@roadstead/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { KEYS } from '../../lib/live/query-keys';
import { Dialog } from '../../lib/ui/dialog';
import classes from '../../lib/ui/dialog.module.css';
import { FormProblem } from '../../lib/ui/form-problem';
import { MONO } from '../../lib/ui/mono-input';
import { toast } from '../../lib/ui/toast';
import { Limit } from '../registries/registry-limits';
import { bodyOf, emptyForm, formOf, type GitCredentialForm, keepsPassword } from './git-credential-form';

interface Props {
  /** Absent: a new one. */
  credential?: GitCredential;
  onClose(): void;
}

/** Adds or changes a credential for a Git host. */
export default function GitCredentialDialog({ credential, onClose }: Props) {
  const t = useTranslations('gitCredentials.form');
  const title = credential === undefined ? t('addTitle') : t('editTitle', { name: credential.name });
  return (
    <Dialog onClose={onClose} title={title} size={560} closeButtonProps={{ 'aria-label': t('close') }}>
      <Form credential={credential} onClose={onClose} />
    </Dialog>
  );
}

const PLAIN = { autoCapitalize: 'none', autoComplete: 'off', spellCheck: false, withAsterisk: false } as const;

function Form({ credential, onClose }: Props) {
  const t = useTranslations('gitCredentials.form');
  const words = useErrorWords();
  const cache = useQueryClient();
  const [form, setForm] = useState<GitCredentialForm>(() =>
    credential === undefined ? emptyForm : formOf(credential),
  );
  const change = (part: Partial<GitCredentialForm>) => setForm((before) => ({ ...before, ...part }));
  const users = useQuery({ queryKey: KEYS.userNames, queryFn: ({ signal }) => call('listUserNames', { signal }) });
  const save = useMutation({
    mutationFn: () => {
      const body = bodyOf(form);
      // The field is required where no password is kept.
      if (credential === undefined) return call('createGitCredential', { body: body as CreateGitCredentialBody });
      return call('updateGitCredential', { params: { credentialId: credential.id }, body });
    },
    onSuccess: (kept) => {
      void cache.invalidateQueries({ queryKey: KEYS.gitCredentials });
      toast(t('kept', { name: kept.name }));
      onClose();
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate();
  };
  const isKept = keepsPassword(form, credential);
  return (
    <form onSubmit={submit} className={classes.form}>
      <TextInput
        {...PLAIN}
        label={t('host')}
        description={t('hostHint')}
        placeholder="git.example.com"
        styles={MONO}
        value={form.host}
        onChange={(event) => change({ host: event.currentTarget.value })}
        data-autofocus
        required
      />
      <TextInput
        label={t('name')}
        description={t('nameHint')}
        placeholder={form.host.trim() || undefined}
        value={form.name}
        maxLength={100}
        onChange={(event) => change({ name: event.currentTarget.value })}
        autoComplete="off"
      />
      <TextInput
        {...PLAIN}
        label={t('username')}
        description={t('usernameHint')}
        value={form.username}
        onChange={(event) => change({ username: event.currentTarget.value })}
        required
      />
      <PasswordInput
        label={t('password')}
        description={t('passwordHint')}
        size="xs"
        placeholder={isKept ? t('passwordKept') : undefined}
        value={form.password}
        onChange={(event) => change({ password: event.currentTarget.value })}
        autoComplete="new-password"
        required={!isKept}
        withAsterisk={false}
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
      />
      <Checkbox
        label={t('allowHttp')}
        description={t('allowHttpHint')}
        checked={form.allowHttp}
        onChange={(event) => change({ allowHttp: event.currentTarget.checked })}
      />
      <Limit
        legend={t('users')}
        all={t('allUsers')}
        some={t('someUsers')}
        none={t('noUser')}
        options={(users.data ?? []).map(({ username }) => ({ value: username, label: username }))}
        chosen={form.allowedUsers}
        onChange={(allowedUsers) => change({ allowedUsers })}
      />
      <FormProblem>{save.error === null ? undefined : words(save.error)}</FormProblem>
      <div className={classes.actions}>
        <Button variant="default" onClick={onClose}>
          {t('cancel')}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {credential === undefined ? t('add') : t('save')}
        </Button>
      </div>
    </form>
  );
}
