import type { Registry } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import type { DataColumn } from '../../lib/ui/data-table-columns';
import { CheckWords, checkTone } from './check-words';

const TONES = ['bad', 'warn', 'idle', 'good'];

export function useRegistryColumns(): DataColumn<Registry>[] {
  const t = useTranslations('registries');
  return useMemo<DataColumn<Registry>[]>(
    () => [
      {
        id: 'name',
        accessorFn: (registry) => registry.name,
        header: t('column.name'),
        sortFn: 'alphanumeric',
        meta: { width: 'minmax(120px, 1.2fr)', narrow: 'title' },
        cell: ({ row }) => <strong>{row.original.name}</strong>,
      },
      {
        id: 'address',
        accessorFn: (registry) => registry.address,
        header: t('column.address'),
        sortFn: 'alphanumeric',
        meta: { width: 'minmax(140px, 1.4fr)', narrow: 'line' },
        cell: ({ row }) => <code>{row.original.address}</code>,
      },
      {
        id: 'check',
        accessorFn: (registry) => TONES.indexOf(checkTone(registry)),
        header: t('column.check'),
        sortFn: 'basic',
        meta: { width: 'minmax(200px, 1.8fr)', narrow: 'end' },
        cell: ({ row }) => <CheckWords registry={row.original} />,
      },
      {
        id: 'use',
        header: t('column.use'),
        enableSorting: false,
        meta: { width: 'minmax(120px, 1.2fr)', isExtra: true },
        cell: ({ row }) => <UseWords registry={row.original} />,
      },
    ],
    [t],
  );
}

/** Who may use the credential, and where. */
export function UseWords({ registry: { allowedUsers, allowedHostIds } }: { registry: Registry }) {
  const t = useTranslations('registries.use');
  const users = allowedUsers.length === 0 ? t('everybody') : t('users', { count: allowedUsers.length });
  const hosts = allowedHostIds.length === 0 ? t('everywhere') : t('hosts', { count: allowedHostIds.length });
  return (
    <span className="quiet" title={allowedUsers.join(', ') || undefined}>
      {t('both', { users, hosts })}
    </span>
  );
}
