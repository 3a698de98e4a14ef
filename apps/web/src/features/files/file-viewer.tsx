import { Button, NativeSelect } from '@mantine/core';
import type { Container, FileView } from '@roadstead/contract';
import { IconDownload, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call, routeUrl } from '../../lib/api/call';
import { Age } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { useClockOffset } from '../hosts/use-hosts';
import { modeText } from './file-mode';
import classes from './files.module.css';
import { hexRows } from './hex-rows';
import { shownLine } from './shown-name';

/** As in the module's styles, in pixels. */
const LINE_HEIGHT = 19;
const OVERSCAN = 30;
/** A longer line is cut: no browser draws it in time. */
const MAX_LINE = 5_000;

/** A file's first or last part as text, never as anything else; what is no text as its bytes. */
export function FileViewer({ container, path }: { container: Container; path: string }) {
  const t = useTranslations('files');
  const [from, setFrom] = useState<'start' | 'end'>('start');
  const params = { hostId: container.hostId, containerId: container.id };
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['container-file', container.hostId, container.id, path, from],
    queryFn: ({ signal }) => call('viewContainerFile', { params, query: { path, from }, signal }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  return (
    <section aria-label={t('file', { path })} className={classes.viewer}>
      <div className={classes.viewerBar}>
        {data === undefined ? <span /> : <FileFacts view={data} container={container} />}
        <span className={classes.tools}>
          {data !== undefined && data.size > data.bytes ? (
            <NativeSelect
              aria-label={t('view.part')}
              value={from}
              data={[
                { value: 'start', label: t('view.start') },
                { value: 'end', label: t('view.end') },
              ]}
              onChange={(event) => setFrom(event.currentTarget.value as 'start' | 'end')}
            />
          ) : null}
          <Button
            variant="default"
            loading={isFetching && data !== undefined}
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={() => void refetch()}
          >
            {t('refresh')}
          </Button>
          <Button
            component="a"
            leftSection={<IconDownload size={14} aria-hidden />}
            href={routeUrl('downloadContainerFile', { params, query: { path } })}
            download
          >
            {t('download')}
          </Button>
        </span>
      </div>
      {error === null ? null : <ErrorState error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null ? <SkeletonRows /> : null}
      {data === undefined ? null : <Content view={data} />}
    </section>
  );
}

function FileFacts({ view, container }: { view: FileView; container: Container }) {
  const t = useTranslations('files');
  const format = useFormat();
  const offsetMs = useClockOffset(container.hostId);
  const part = { bytes: format.bytes(view.bytes), size: format.bytes(view.size) };
  return (
    <p className="quiet">
      <span title={t('bytes', { count: view.size })}>{format.bytes(view.size)}</span> ·{' '}
      <code>{modeText(view.type, view.mode)}</code> ·{' '}
      {view.encoding === 'binary' ? t('view.binary') : view.encoding.toUpperCase()} · {t('view.modified')}{' '}
      <Age at={view.modifiedAt} offsetMs={offsetMs} />
      {view.bytes < view.size ? (
        <>
          {' '}
          · <span className="warn">{view.offset === 0 ? t('view.first', part) : t('view.last', part)}</span>
        </>
      ) : null}
    </p>
  );
}

function Content({ view }: { view: FileView }) {
  const t = useTranslations('files');
  if (view.bytes === 0) return <EmptyState title={t('view.empty')} />;
  if (view.text !== undefined) return <Lines text={view.text} />;
  const bytes = Uint8Array.from(atob(view.head ?? ''), (each) => each.charCodeAt(0));
  return (
    <>
      <p className="quiet">{t('view.binaryMeans', { count: bytes.length })}</p>
      <section className={classes.hex} aria-label={t('view.hex')}>
        {hexRows(bytes, view.offset).map((row) => (
          <div key={row.offset} className={classes.hexRow}>
            <span className="quiet">{row.offset}</span>
            <span>{row.hex}</span>
            <span className={classes.hexText}>{row.text}</span>
          </div>
        ))}
      </section>
    </>
  );
}

function Lines({ text }: { text: string }) {
  const t = useTranslations('files');
  const scroller = useRef<HTMLElement>(null);
  const lines = useMemo(() => text.replace(/\r?\n$/, '').split(/\r?\n/), [text]);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: OVERSCAN,
  });
  return (
    <section
      ref={scroller}
      aria-label={t('view.text')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
      tabIndex={0}
      className={classes.lines}
    >
      <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => (
          <div key={index} className={classes.line} style={{ transform: `translateY(${start}px)` }}>
            {cut(lines[index] ?? '')}
          </div>
        ))}
      </div>
    </section>
  );
}

function cut(line: string): string {
  return line.length > MAX_LINE ? `${shownLine(line.slice(0, MAX_LINE))} …` : shownLine(line);
}
