import { Button } from '@mantine/core';
import type { Host, HostStorage as Storage } from '@roadstead/contract';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { Columns, Fact, Facts, Section } from '../../lib/ui/facts';
import { hrefTo } from '../../lib/ui/links';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { type PlainColumn, PlainTable, RowActions } from '../../lib/ui/plain-table';
import { StorageFacts } from '../hosts/storage-facts';
import { PruneButton } from '../images/prune-button';
import type { Pruned } from '../images/prune-request';
import { diskSegments } from './disk-bar';
import classes from './host-storage.module.css';
import { useHostStorage } from './use-host-storage';

/** What takes the space of a host's disk, what a prune would free, and where it all lies. */
export default function HostStorage({ host }: { host: Host }) {
  const t = useTranslations('storage');
  const { data, error, refetch, isFetching } = useHostStorage(host.id);
  if (data === undefined) {
    return error === null ? (
      <>
        <p className="quiet" role="status">
          {t('counting')}
        </p>
        <SkeletonRows count={5} />
      </>
    ) : (
      <ErrorState error={error} onRetry={refetch} />
    );
  }
  return (
    <>
      <Section
        title={t('disk')}
        aside={
          <span className="quiet">
            {t('counted')} <Age at={data.usage.measuredAt} />{' '}
            <Button
              variant="subtle"
              size="compact-sm"
              loading={isFetching}
              leftSection={<IconRefresh size={14} aria-hidden />}
              onClick={() => refetch()}
            >
              {t('again')}
            </Button>
          </span>
        }
      >
        <DiskBar storage={data} />
        <UsageTable storage={data} hostId={host.id} />
        <Sharing storage={data} />
      </Section>
      <Columns>
        <LargestLayers storage={data} hostId={host.id} />
        <DriverSection host={host} />
      </Columns>
    </>
  );
}

function DiskBar({ storage: { usage } }: { storage: Storage }) {
  const t = useTranslations('storage');
  const format = useFormat();
  const segments = diskSegments(usage);
  return (
    <>
      <div className={classes.bar} aria-hidden="true">
        {segments.map(({ what, share }) => (
          <span key={what} className={classes.segment} data-what={what} style={{ flexGrow: share }} />
        ))}
      </div>
      <ul className={classes.keys}>
        {segments.map(({ what, bytes }) => (
          <li key={what}>
            <span className={classes.key} data-what={what} aria-hidden="true" />
            {t(`what.${what}`)} <strong>{format.bytes(bytes)}</strong>
          </li>
        ))}
      </ul>
    </>
  );
}

interface UsageRow {
  name: string;
  count: number;
  active: number;
  sizeBytes: number;
  /** What goes, in words, with how much that frees. */
  frees: { words: string; bytes: number }[];
  prune?: Pruned;
}

function UsageTable({ storage: { usage, prunable }, hostId }: { storage: Storage; hostId: string }) {
  const t = useTranslations('storage');
  const format = useFormat();
  const rows: UsageRow[] = [
    {
      name: t('what.images'),
      ...usage.images,
      frees: [
        { words: t('untagged', { count: prunable.untaggedImages.count }), bytes: prunable.untaggedImages.bytes },
        { words: t('unused', { count: prunable.unusedImages.count }), bytes: prunable.unusedImages.bytes },
      ],
      prune: 'images',
    },
    {
      name: t('what.containers'),
      ...usage.containers,
      frees: [
        { words: t('stopped', { count: prunable.stoppedContainers.count }), bytes: prunable.stoppedContainers.bytes },
      ],
      prune: 'containers',
    },
    {
      name: t('what.volumes'),
      ...usage.volumes,
      frees: [{ words: t('unused', { count: prunable.unusedVolumes.count }), bytes: prunable.unusedVolumes.bytes }],
    },
    {
      name: t('what.buildCache'),
      ...usage.buildCache,
      frees: [{ words: t('unused', { count: prunable.buildCache.count }), bytes: prunable.buildCache.bytes }],
      prune: 'cache',
    },
  ];
  const columns: PlainColumn<UsageRow>[] = [
    { name: t('column.what'), cell: ({ name }) => <strong>{name}</strong> },
    { name: t('column.count'), isNumber: true, cell: ({ count }) => format.number(count) },
    { name: t('column.active'), isNumber: true, cell: ({ active }) => format.number(active) },
    { name: t('column.size'), isNumber: true, cell: ({ sizeBytes }) => format.bytes(sizeBytes) },
    {
      name: t('column.frees'),
      cell: ({ frees }) => (
        <span>
          {frees.map(({ words, bytes }) => (
            <div key={words}>
              {words}
              {bytes === 0 ? null : <span className="quiet"> {t('about', { bytes: format.bytes(bytes) })}</span>}
            </div>
          ))}
        </span>
      ),
    },
    {
      cell: ({ prune }) =>
        prune === undefined ? undefined : (
          <RowActions>
            <PruneButton what={prune} hostId={hostId} />
          </RowActions>
        ),
    },
  ];
  return <PlainTable label={t('disk')} columns={columns} rows={rows} rowKey={({ name }) => name} />;
}

/** What is saved because images have layers in common. */
function Sharing({ storage: { usage, imagesWithoutSharingBytes } }: { storage: Storage }) {
  const t = useTranslations('storage');
  const format = useFormat();
  const saved = imagesWithoutSharingBytes - usage.images.sizeBytes;
  if (saved <= 0) return null;
  return (
    <p className={`quiet ${classes.note}`}>
      {t('sharing', { without: format.bytes(imagesWithoutSharingBytes), saved: format.bytes(saved) })}
    </p>
  );
}

const LISTED = 10;

function LargestLayers({ storage: { usage }, hostId }: { storage: Storage; hostId: string }) {
  const t = useTranslations('storage');
  const format = useFormat();
  const layers = usage.writableLayers.filter(({ sizeBytes }) => sizeBytes > 0).slice(0, LISTED);
  return (
    <Section title={t('writable')}>
      {layers.length === 0 ? <p className="quiet">{t('noWritable')}</p> : null}
      <Facts>
        {layers.map(({ containerId, name, running, sizeBytes }) => (
          <Fact
            key={containerId}
            name={
              <AppLink href={hrefTo.container(hostId, containerId)} className="link">
                {name}
              </AppLink>
            }
          >
            {format.bytes(sizeBytes)}
            {running ? null : <span className="quiet"> · {t('notRunning')}</span>}
          </Fact>
        ))}
      </Facts>
      <p className={`quiet ${classes.note}`}>{t('writableMeans')}</p>
    </Section>
  );
}

const DRIVERS = ['overlay2', 'overlayfs', 'btrfs', 'zfs', 'devicemapper', 'vfs', 'aufs', 'fuse-overlayfs'] as const;

/** Where it all lies, and how this kind of storage works. */
function DriverSection({ host: { engine } }: { host: Host }) {
  const t = useTranslations('storage');
  if (engine === undefined) return null;
  const known = DRIVERS.find((name) => name === engine.storageDriver);
  return (
    <Section title={t('driver')}>
      <StorageFacts engine={engine} />
      {known === undefined ? null : <p className={`quiet ${classes.note}`}>{t(`driverMeans.${known}`)}</p>}
    </Section>
  );
}
