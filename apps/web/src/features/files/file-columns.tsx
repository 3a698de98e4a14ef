import type { ContainerMount, FileEntry } from '@roadstead/domain';
import { IconCornerDownRight, IconFile, IconFolder, IconLink, IconPlugConnected } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import type { DataColumn } from '../../lib/ui/data-table-columns';
import { modeText, rightsOf } from './file-mode';
import classes from './files.module.css';
import { shownName } from './shown-name';

const ICONS = { directory: IconFolder, link: IconLink, file: IconFile } as const;

/** Folders come before files; within them names count, and numbers in names as numbers. */
function nameOrder({ type, name }: FileEntry): string {
  return `${type === 'directory' ? 0 : 1} ${name}`;
}

export function useFileColumns(mountAt: (name: string) => ContainerMount | undefined): DataColumn<FileEntry>[] {
  const t = useTranslations('files');
  const format = useFormat();
  return useMemo<DataColumn<FileEntry>[]>(
    () => [
      {
        id: 'name',
        accessorFn: nameOrder,
        header: t('column.name'),
        meta: { width: 'minmax(200px, 3fr)', narrow: 'title' },
        cell: ({ row }) => <Name entry={row.original} mount={mountAt(row.original.name)} />,
      },
      {
        id: 'size',
        accessorFn: (entry) => (entry.type === 'file' ? entry.size : -1),
        header: t('column.size'),
        meta: { width: '90px', align: 'end', narrow: 'end' },
        cell: ({ row: { original } }) =>
          original.type !== 'file' ? null : original.hardLinkTo === undefined ? (
            <span title={t('bytes', { count: original.size })}>{format.bytes(original.size)}</span>
          ) : (
            <span className="quiet" title={t('hardLink', { path: shownName(original.hardLinkTo) })}>
              –
            </span>
          ),
      },
      {
        id: 'mode',
        accessorFn: (entry) => entry.mode,
        header: t('column.mode'),
        meta: { width: '110px', narrow: 'line' },
        cell: ({ row: { original } }) => {
          const [owner, group, others] = rightsOf(original.mode);
          const words = t('rights', {
            owner: t(`right.${owner}`),
            group: t(`right.${group}`),
            others: t(`right.${others}`),
          });
          return (
            <code title={words}>
              <span aria-hidden>{modeText(original.type, original.mode)}</span>
              <span className="visually-hidden">{words}</span>
            </code>
          );
        },
      },
      {
        id: 'owner',
        accessorFn: (entry) => entry.uid ?? -1,
        header: t('column.owner'),
        meta: { width: '90px', isExtra: true },
        cell: ({ row: { original } }) => (
          <span className="quiet tabular">{original.uid === undefined ? '–' : `${original.uid}:${original.gid}`}</span>
        ),
      },
      {
        id: 'modified',
        accessorFn: (entry) => entry.modifiedAt,
        header: t('column.modified'),
        meta: { width: '110px', align: 'end', narrow: 'line-end' },
        cell: ({ row }) => (
          <span className="quiet">
            <Age at={row.original.modifiedAt} />
          </span>
        ),
      },
    ],
    [t, format, mountAt],
  );
}

function Name({ entry, mount }: { entry: FileEntry; mount: ContainerMount | undefined }) {
  const t = useTranslations('files');
  const Icon = ICONS[entry.type as keyof typeof ICONS] ?? IconPlugConnected;
  return (
    <span className={classes.name} data-type={entry.type} title={entry.opaque ? t('opaque') : undefined}>
      <Icon size={15} stroke={1.7} aria-hidden />
      <bdi className={classes.nameText}>{shownName(entry.name)}</bdi>
      <span className="visually-hidden">{t(`type.${entry.type}`)}</span>
      {entry.linkTarget === undefined ? null : (
        <span className={classes.target}>
          <IconCornerDownRight size={12} aria-hidden /> <bdi>{shownName(entry.linkTarget)}</bdi>
        </span>
      )}
      {mount === undefined ? null : (
        <span className={classes.badge}>{t('mount', { type: mount.type, source: mount.source })}</span>
      )}
    </span>
  );
}
