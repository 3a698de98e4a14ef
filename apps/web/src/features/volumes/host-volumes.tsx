import { Button } from '@mantine/core';
import type { Host } from '@roadstead/contract';
import type { Volume } from '@roadstead/domain';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { Copyable } from '../../lib/ui/copy-button';
import { Labels } from '../../lib/ui/facts';
import { Filter, FilterBar } from '../../lib/ui/filter-bar';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { type PlainColumn, PlainTable, RowActions } from '../../lib/ui/plain-table';
import { SearchField } from '../../lib/ui/search-field';
import { useUrlState } from '../../lib/ui/use-url-state';
import { useMay } from '../auth/use-current-user';
import { CreateVolumeDialog } from './create-volume-dialog';
import { RemoveVolumeDialog } from './remove-volume-dialog';
import { ResourceUsers } from './resource-users';
import { useCountVolumes, useVolumes } from './use-volumes';

/** Digits of an anonymous volume's name that are enough to tell it. */
const SHORT_NAME = 12;

/** The volumes of a host: what they hold, who uses them. */
export default function HostVolumes({ host }: { host: Host }) {
  const t = useTranslations('volumes');
  const words = useErrorWords();
  const url = useUrlState();
  const mayManage = useMay('resources.manage');
  const { data, error, refetch } = useVolumes(host.id);
  const counting = useCountVolumes(host.id);
  const [isCreating, setCreating] = useState(false);
  const [removing, setRemoving] = useState<Volume>();
  const columns = useVolumeColumns(host.id, mayManage ? setRemoving : undefined);

  if (data === undefined) return error === null ? <SkeletonRows /> : <ErrorState error={error} onRetry={refetch} />;
  const search = (url.get('q') ?? '').toLowerCase();
  const use = url.get('use');
  const shown = data.volumes.filter(
    (volume) =>
      `${volume.name} ${volume.driver} ${volume.usedBy.map(({ name }) => name).join(' ')}`
        .toLowerCase()
        .includes(search) &&
      (use === undefined || (use === 'unused') === (volume.usedBy.length === 0)),
  );
  const createButton = mayManage ? (
    <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={() => setCreating(true)}>
      {t('create')}
    </Button>
  ) : null;
  return (
    <>
      {data.volumes.length === 0 ? (
        <EmptyState title={t('none')}>
          <p>{t('noneNext')}</p>
          {createButton}
        </EmptyState>
      ) : (
        <>
          <FilterBar
            summary={
              <>
                {t('count', { count: shown.length })} · {t('asOf')} <Age at={data.asOf} />
              </>
            }
          >
            <SearchField label={t('search')} value={url.get('q') ?? ''} onChange={(q) => url.set({ q })} />
            <Filter
              label={t('use')}
              all={t('anyUse')}
              value={use}
              options={[
                { value: 'used', label: t('usedOnly') },
                { value: 'unused', label: t('unusedOnly') },
              ]}
              onChange={(next) => url.set({ use: next })}
            />
            <Button variant="default" loading={counting.isPending} onClick={() => counting.mutate()}>
              {t('countSizes')}
            </Button>
            {createButton}
          </FilterBar>
          {counting.error === null ? null : (
            <p role="alert" className="bad">
              {words(counting.error)}
            </p>
          )}
          {shown.length === 0 ? (
            <EmptyState title={t('noneMatch')} />
          ) : (
            <PlainTable label={t('title')} columns={columns} rows={shown} rowKey={({ name }) => name} />
          )}
          {data.total > data.volumes.length ? (
            <p className="quiet">{t('notAll', { shown: data.volumes.length, total: data.total })}</p>
          ) : null}
        </>
      )}
      {isCreating ? <CreateVolumeDialog host={host} onClose={() => setCreating(false)} /> : null}
      {removing === undefined ? null : (
        <RemoveVolumeDialog host={host} volume={removing} onClose={() => setRemoving(undefined)} />
      )}
    </>
  );
}

function useVolumeColumns(hostId: string, onRemove?: (volume: Volume) => void): PlainColumn<Volume>[] {
  const t = useTranslations('volumes');
  const format = useFormat();
  return [
    {
      name: t('column.name'),
      cell: ({ name, anonymous, labels }) => (
        <>
          <Copyable
            text={name}
            shown={anonymous ? name.slice(0, SHORT_NAME) : name}
            what={t('column.name')}
            wraps={!anonymous}
          />
          {anonymous ? <span className="quiet"> {t('anonymous')}</span> : null} <Labels labels={labels} />
        </>
      ),
    },
    {
      name: t('column.driver'),
      cell: ({ driver, options }) => (
        <>
          {driver}
          {Object.keys(options).length === 0 ? null : (
            <>
              {' '}
              <Labels labels={options} />
            </>
          )}
        </>
      ),
    },
    {
      name: t('column.mountpoint'),
      cell: ({ mountpoint }) =>
        mountpoint === '' ? undefined : <Copyable text={mountpoint} what={t('column.mountpoint')} wraps />,
    },
    {
      name: t('column.size'),
      isNumber: true,
      cell: ({ sizeBytes }) => (sizeBytes === undefined ? <span className="quiet">–</span> : format.bytes(sizeBytes)),
    },
    { name: t('column.usedBy'), cell: ({ usedBy }) => <ResourceUsers hostId={hostId} users={usedBy} /> },
    {
      name: t('column.created'),
      cell: ({ createdAt }) => (createdAt === undefined ? undefined : <Age at={createdAt} />),
    },
    {
      cell: (volume) =>
        onRemove === undefined ? undefined : (
          <RowActions>
            <Button
              variant="default"
              size="compact-sm"
              aria-label={t('removeOne', { volume: volume.name })}
              onClick={() => onRemove(volume)}
            >
              {t('remove')}
            </Button>
          </RowActions>
        ),
    },
  ];
}
