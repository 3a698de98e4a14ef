import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { BrowseColumns, type Place } from './browse-columns';
import classes from './registry-browser.module.css';
import type { ChosenImage } from './remote-image-view';
import { useRegistries } from './use-registries';

interface Props {
  /** Fixes the registry; else one is chosen. */
  registryId?: string;
  /** What the choice is for; absent: "Choose". */
  actionLabel?: string;
  onChoose(image: ChosenImage): void;
}

/** Chooses an image: its registry, repository, tag and platform. */
export function RegistryBrowser({ registryId, actionLabel, onChoose }: Props) {
  const t = useTranslations('registries');
  const { data: registries, error, refetch } = useRegistries();
  const [chosenId, setChosenId] = useState(registryId);
  const [place, setPlace] = useState<Place>({});
  if (registries === undefined)
    return error === null ? <SkeletonRows /> : <ErrorState error={error} onRetry={refetch} />;
  const registry = registries.find(({ id }) => id === chosenId) ?? registries[0];
  if (registry === undefined) return <NoRegistries />;
  return (
    <>
      {registryId === undefined ? (
        <NativeSelect
          className={classes.registryChoice}
          label={t('one')}
          value={registry.id}
          data={registries.map(({ id, name, address }) => ({ value: id, label: `${name} (${address})` }))}
          onChange={(event) => {
            setChosenId(event.currentTarget.value);
            setPlace({});
          }}
        />
      ) : null}
      <BrowseColumns
        key={registry.id}
        registry={registry}
        place={place}
        onMove={setPlace}
        actions={(chosen) => <Button onClick={() => onChoose(chosen)}>{actionLabel ?? t('browser.choose')}</Button>}
      />
    </>
  );
}

function NoRegistries() {
  const t = useTranslations('registries');
  return (
    <EmptyState title={t('none')}>
      <AppLink href="/registries/" className="link">
        {t('toRegistries')}
      </AppLink>
    </EmptyState>
  );
}
