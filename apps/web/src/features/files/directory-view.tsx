import { Button } from '@mantine/core';
import type { Container } from '@roadstead/contract';
import type { FileEntry } from '@roadstead/domain';
import { IconDownload, IconFolderPlus, IconRefresh, IconUpload } from '@tabler/icons-react';
import { useRouter } from 'next/navigation';
import { type DragEvent, type KeyboardEvent, useCallback, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { routeUrl } from '../../lib/api/call';
import { Age } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { DataTable } from '../../lib/ui/data-table';
import { FilterBar } from '../../lib/ui/filter-bar';
import { Callout, EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { SearchField } from '../../lib/ui/search-field';
import { useUrlSort } from '../../lib/ui/use-url-sort';
import { useUrlState } from '../../lib/ui/use-url-state';
import { useClockOffset } from '../hosts/use-hosts';
import { droppedTree } from '../uploads/dropped-files';
import type { FolderFile } from '../uploads/pack-folder';
import { DirectoryDialog } from './directory-dialog';
import { useFileColumns } from './file-columns';
import classes from './files.module.css';
import { below, parentOf } from './paths';
import { moveFocus } from './row-focus';
import { UploadDialog } from './upload-dialog';
import type { Directory } from './use-directory';

interface Props {
  container: Container;
  directory: Directory & { refresh(): void };
  hrefOf(path: string, as?: 'file'): string;
}

/** What lies in a directory, and what can be done there. */
export function DirectoryView({ container, directory, hrefOf }: Props) {
  const t = useTranslations('files');
  const url = useUrlState();
  const router = useRouter();
  const { sort, setSort } = useUrlSort('name');
  const [dialog, setDialog] = useState<'directory' | { files: FolderFile[] }>();
  const [isOver, setOver] = useState(false);
  const { path, entries, error } = directory;
  const mountAt = useCallback(
    (name: string) => container.mounts.find(({ destination }) => destination === below(path, name)),
    [container.mounts, path],
  );
  const columns = useFileColumns(mountAt);
  const wanted = (url.get('q') ?? '').toLowerCase();
  const rows = useMemo(
    () => (wanted === '' ? entries : entries.filter(({ name }) => name.toLowerCase().includes(wanted))),
    [entries, wanted],
  );
  const hrefOfEntry = (entry: FileEntry) => {
    if (entry.opaque) return hrefOf(path);
    return hrefOf(below(path, entry.name), entry.type === 'directory' || entry.type === 'link' ? undefined : 'file');
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.target instanceof HTMLInputElement) return;
    if (event.key === 'Backspace' && path !== '/') router.push(hrefOf(parentOf(path)));
    else if (!moveFocus(event)) return;
    event.preventDefault();
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void droppedTree(event.dataTransfer).then((files) => files.length > 0 && setDialog({ files }));
  };
  const isOnline = container.hostStatus === 'online';
  return (
    <section
      aria-label={t('listOf', { path })}
      className={classes.directory}
      data-over={isOver || undefined}
      onKeyDown={onKeyDown}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <FilterBar summary={<Summary container={container} directory={directory} shown={rows.length} />}>
        <SearchField label={t('filter')} value={url.get('q') ?? ''} onChange={(q) => url.set({ q })} />
        <span className={classes.tools}>
          <Button
            variant="default"
            leftSection={<IconUpload size={14} aria-hidden />}
            disabled={!isOnline}
            onClick={() => setDialog({ files: [] })}
          >
            {t('upload.open')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconFolderPlus size={14} aria-hidden />}
            disabled={!isOnline}
            onClick={() => setDialog('directory')}
          >
            {t('directory.open')}
          </Button>
          <Button
            component="a"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
            href={routeUrl('downloadContainerFile', {
              params: { hostId: container.hostId, containerId: container.id },
              query: { path },
            })}
            download
            title={t('downloadTar')}
          >
            {t('download')}
          </Button>
          <Button variant="default" leftSection={<IconRefresh size={14} aria-hidden />} onClick={directory.refresh}>
            {t('refresh')}
          </Button>
        </span>
      </FilterBar>
      <LimitNote directory={directory} />
      {error === undefined ? null : <ErrorState error={error} onRetry={directory.refresh} />}
      {directory.isReading && entries.length === 0 ? <SkeletonRows /> : null}
      {rows.length === 0 ? null : (
        <DataTable
          label={t('listOf', { path })}
          columns={columns}
          rows={rows}
          rowKey={(entry) => entry.name}
          rowHref={hrefOfEntry}
          sort={sort}
          onSort={setSort}
        />
      )}
      {!directory.isReading && error === undefined && rows.length === 0 ? (
        <EmptyState title={wanted === '' ? t('empty') : t('noneMatch')}>
          {wanted === '' ? <p>{t('emptyNext')}</p> : null}
        </EmptyState>
      ) : null}
      <p className={`quiet ${classes.note}`}>{t('note')}</p>
      {dialog === 'directory' ? (
        <DirectoryDialog
          container={container}
          path={path}
          onClose={() => setDialog(undefined)}
          onDone={directory.refresh}
        />
      ) : dialog === undefined ? null : (
        <UploadDialog
          container={container}
          path={path}
          files={dialog.files}
          onClose={() => setDialog(undefined)}
          onDone={directory.refresh}
        />
      )}
    </section>
  );
}

function Summary({ container, directory, shown }: { container: Container; directory: Directory; shown: number }) {
  const t = useTranslations('files');
  const format = useFormat();
  const offsetMs = useClockOffset(container.hostId);
  if (directory.isReading)
    return (
      <span role="status">
        {t('reading', { count: directory.entries.length, bytes: format.bytes(directory.bytes) })}
      </span>
    );
  if (directory.asOf === undefined) return null;
  return (
    <>
      {t('count', { count: shown })} · {t('asOf')} <Age at={directory.asOf} offsetMs={offsetMs} />
    </>
  );
}

/** That the list is not complete, why, and what to do. */
function LimitNote({ directory: { limit, bytes } }: { directory: Directory }) {
  const t = useTranslations('files');
  const format = useFormat();
  if (limit === undefined) return null;
  return (
    <div className={classes.limit}>
      <Callout tone="warn" title={t('limit.title')}>
        {t(`limit.${limit}`, { bytes: format.bytes(bytes) })} {t('limit.next')}
      </Callout>
    </div>
  );
}
