import { Checkbox } from '@mantine/core';
import { useTranslations } from 'use-intl/react';
import { useRegistries } from '../registries/use-registries';
import type { FieldsProps } from './build-form';
import classes from './build-form.module.css';

/** Registries whose credentials the build gets for its base images. Those of the tags are found by themselves. */
export function RegistryFields({ draft, change }: FieldsProps) {
  const t = useTranslations('build');
  const { data = [] } = useRegistries();
  const usable = data.filter((registry) => registry.hasPassword);
  if (usable.length === 0) return null;
  const toggle = (id: string) => {
    const left = draft.registryIds.filter((each) => each !== id);
    change({ registryIds: left.length < draft.registryIds.length ? left : [...left, id] });
  };
  return (
    <fieldset className={classes.registries}>
      <legend>{t('registries')}</legend>
      <p className={classes.hint}>{t('registriesHint')}</p>
      {usable.map(({ id, name, address, username }) => (
        <Checkbox
          key={id}
          label={name}
          description={t('signedInAs', { user: username ?? '', address })}
          checked={draft.registryIds.includes(id)}
          onChange={() => toggle(id)}
        />
      ))}
    </fieldset>
  );
}
