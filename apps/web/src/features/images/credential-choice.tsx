import { NativeSelect } from '@mantine/core';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { useRegistries } from '../registries/use-registries';

interface Props {
  /** Of the registry that the reference names. */
  address: string;
  /** Id of the chosen one; empty: the control plane picks the one that fits. */
  value: string;
  onChange(registryId: string): void;
}

/** Whose credential is used for a registry: there may be none, one or several for its address. */
export function CredentialChoice({ address, value, onChange }: Props) {
  const t = useTranslations('verbs.credential');
  const registries = useRegistries().data?.filter((registry) => registry.address === address);
  if (registries === undefined) return null;
  const link = (chunks: React.ReactNode) => (
    <AppLink href="/registries/" className="link">
      {chunks}
    </AppLink>
  );
  if (registries.length === 0) return <p className="quiet">{t.rich('none', { address, link })}</p>;
  return (
    <NativeSelect
      label={t('label')}
      description={t('hint')}
      value={value}
      data={[
        { value: '', label: t('automatic') },
        ...registries.map(({ id, name, username }) => ({
          value: id,
          label: username === undefined ? t('withoutUser', { name }) : t('asUser', { name, user: username }),
        })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
