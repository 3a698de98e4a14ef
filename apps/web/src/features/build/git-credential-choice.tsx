import { NativeSelect } from '@mantine/core';
import { useTranslations } from 'use-intl/react';
import { useGitCredentials } from '../git-credentials/use-git-credentials';

interface Props {
  /** As it is typed. */
  url: string;
  /** Id of the chosen one; empty: the control plane picks the one that fits. */
  value: string;
  onChange(credentialId: string): void;
}

/** Whose credential opens a repository. Nothing to choose where there is none for its host. */
export function GitCredentialChoice({ url, value, onChange }: Props) {
  const t = useTranslations('build.git');
  const host = hostOf(url);
  const usable = useGitCredentials().data?.filter((credential) => credential.host === host) ?? [];
  if (usable.length === 0) return null;
  return (
    <NativeSelect
      label={t('credential')}
      description={t('credentialHint')}
      value={value}
      data={[
        { value: '', label: t('credentialAutomatic') },
        ...usable.map(({ id, name, username }) => ({ value: id, label: t('credentialAs', { name, user: username }) })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function hostOf(url: string): string | undefined {
  const text = url.trim();
  return /^https?:/.test(text) && URL.canParse(text) ? new URL(text).host : undefined;
}
