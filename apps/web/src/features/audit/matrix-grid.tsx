// biome-ignore-all lint/a11y/useSemanticElements: cells lie by their place in a scrolled plane, which a table element does not take; the roles say what they are
// biome-ignore-all lint/a11y/useFocusableInteractive: the links within the cells take the focus
import { useMediaQuery } from '@mantine/hooks';
import type { PlacementMatrix } from '@roadstead/contract';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import classes from './matrix.module.css';
import { MatrixCells, type Place, strengthOf } from './matrix-cells';
import { momentText } from './moment';

/** Of a cell, in pixels. */
const CELL = 26;
/** Room for headings, in pixels: as much as the longest needs, within bounds. */
const HEAD = { height: [52, 132], width: [120, 300], narrowWidth: 132, letter: 6.6, row: 7.2, padding: 26 } as const;
const NARROW = '(max-width: 900px)';
const OVERSCAN = 4;
/** A clock off by less is not worth a word. */
const TOLERATED_CLOCK_MS = 2_000;

interface Props {
  matrix: PlacementMatrix;
  hrefOf(imageId: string, hostId: string): string;
}

/** Images by hosts. Only what is in sight is in the document; the headings stay, and light up with the cell one is at. */
export function MatrixGrid({ matrix, hrefOf }: Props) {
  const t = useTranslations('audit.matrix');
  const { images, hosts } = matrix;
  const cells = useMemo(() => new MatrixCells(matrix), [matrix]);
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const headHeight = roomFor(
    hosts.map(({ name }) => name),
    HEAD.letter,
    HEAD.height,
  );
  const headWidth = isNarrow ? HEAD.narrowWidth : roomFor(images.map(nameOf), HEAD.row, HEAD.width);
  const rows = useVirtualizer({
    count: images.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => CELL,
    overscan: OVERSCAN,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
  });
  const columns = useVirtualizer({
    horizontal: true,
    count: hosts.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => CELL,
    overscan: OVERSCAN,
    scrollMargin: headWidth,
    scrollPaddingStart: headWidth,
  });
  const focus = useFocusPlace(cells, scroller, ({ row, column }) => {
    rows.scrollToIndex(row);
    columns.scrollToIndex(column);
  });
  const [pointed, setPointed] = useState<Place>();
  const at = pointed ?? (focus.isWithin ? focus.place : undefined);
  const [shownRows, shownColumns] = [rows.getVirtualItems(), columns.getVirtualItems()];
  const [first, last] = [shownColumns[0]?.index ?? 0, shownColumns.at(-1)?.index ?? -1];
  const onMouseMove = (event: MouseEvent) => {
    const box = scroller.current?.getBoundingClientRect();
    if (scroller.current === null || box === undefined) return;
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const column = Math.floor((x + scroller.current.scrollLeft - headWidth) / CELL);
    const row = Math.floor((y + scroller.current.scrollTop - headHeight) / CELL);
    const isCell = x >= headWidth && y >= headHeight && column < hosts.length && row < images.length;
    setPointed((before) =>
      isCell ? (before?.row === row && before.column === column ? before : { row, column }) : undefined,
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const screen = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - headHeight) / CELL) - 1);
    const next = cells.after(focus.place, event.key, event.ctrlKey || event.metaKey, screen);
    if (next === undefined) return;
    event.preventDefault();
    focus.go(next);
  };
  const labelOf = ({ row, column }: Place) =>
    t('cell', { image: nameOf(images[row]), host: hosts[column]?.name ?? '', count: cells.count({ row, column }) });
  return (
    <>
      <p className={classes.readout} aria-hidden>
        {at === undefined ? (
          <span className={`${classes.keys} quiet`}>{t('keys')}</span>
        ) : (
          <Readout matrix={matrix} at={at} label={labelOf(at)} />
        )}
      </p>
      <div
        ref={scroller}
        role="grid"
        aria-label={t('label')}
        aria-rowcount={images.length + 1}
        aria-colcount={hosts.length + 1}
        className={classes.scroller}
        style={
          {
            '--cell': `${CELL}px`,
            '--head-height': `${headHeight}px`,
            '--head-width': `${headWidth}px`,
          } as CSSProperties
        }
        onMouseMove={onMouseMove}
        onMouseLeave={() => setPointed(undefined)}
        onKeyDown={onKeyDown}
        {...focus.handlers}
      >
        <div
          role="rowgroup"
          className={classes.plane}
          style={{ width: headWidth + hosts.length * CELL, height: headHeight + images.length * CELL }}
        >
          <div role="row" aria-rowindex={1} className={classes.heads}>
            <div role="columnheader" aria-colindex={1} className={classes.corner}>
              <span>{t('host')} →</span>
              <span>{t('image')} ↓</span>
            </div>
            {shownColumns.map(({ index }) => (
              <ColumnHead key={index} host={hosts[index]} index={index} isLit={at?.column === index} />
            ))}
          </div>
          {at === undefined ? null : (
            <>
              <div className={classes.rowBand} style={{ top: headHeight + at.row * CELL }} aria-hidden />
              <div className={classes.columnBand} style={{ left: headWidth + at.column * CELL }} aria-hidden />
            </>
          )}
          {shownRows.map(({ index: row }) => (
            <div
              key={row}
              role="row"
              aria-rowindex={row + 2}
              className={classes.row}
              style={{ top: headHeight + row * CELL }}
            >
              <RowHead image={images[row]} isLit={at?.row === row} />
              {cells.shown(row, first, last, focus.place).map(([column, count]) => {
                const isFocus = focus.place.row === row && focus.place.column === column;
                const shared = {
                  'data-focus': isFocus || undefined,
                  className: classes.cell,
                  style: { left: headWidth + column * CELL },
                };
                return (
                  <div key={column} role="gridcell" aria-colindex={column + 2} {...shared}>
                    {count === 0 ? (
                      <span
                        tabIndex={isFocus ? 0 : -1}
                        role="img"
                        aria-label={labelOf({ row, column })}
                        className={classes.empty}
                      />
                    ) : (
                      <AppLink
                        href={hrefOf(images[row]?.id ?? '', hosts[column]?.id ?? '')}
                        tabIndex={isFocus ? 0 : -1}
                        aria-label={labelOf({ row, column })}
                        className={classes.filled}
                        data-strength={strengthOf(count)}
                        data-many={count > 99 || undefined}
                      >
                        {count > 99 ? '99+' : count}
                      </AppLink>
                    )}
                  </div>
                );
              })}
            </div>
          ))}
          {shownColumns.map(({ index }) =>
            hosts[index]?.isObserved === false ? (
              <div key={index} className={classes.unobserved} style={{ left: headWidth + index * CELL }} aria-hidden />
            ) : null,
          )}
        </div>
      </div>
    </>
  );
}

function roomFor(names: readonly string[], letter: number, [least, most]: readonly [number, number]): number {
  const longest = names.reduce((length, name) => Math.max(length, name.length), 0);
  return Math.round(Math.min(Math.max(longest * letter + HEAD.padding, least), most));
}

function nameOf(image: PlacementMatrix['images'][number] | undefined): string {
  return image === undefined ? '' : (image.references[0] ?? shortId(image.id));
}

function RowHead({ image, isLit }: { image: PlacementMatrix['images'][number] | undefined; isLit: boolean }) {
  if (image === undefined) return null;
  return (
    <div role="rowheader" aria-colindex={1} className={classes.rowHead} data-lit={isLit || undefined}>
      <AppLink href={hrefTo.image(image.id)} tabIndex={-1} title={`${image.references.join('\n')}\n${image.id}`}>
        <bdi>{nameOf(image)}</bdi>
      </AppLink>
    </div>
  );
}

interface ColumnHeadProps {
  host: PlacementMatrix['hosts'][number] | undefined;
  index: number;
  isLit: boolean;
}

function ColumnHead({ host, index, isLit }: ColumnHeadProps) {
  if (host === undefined) return null;
  return (
    <div
      role="columnheader"
      aria-colindex={index + 2}
      className={classes.columnHead}
      style={{ '--at': index } as CSSProperties}
      data-lit={isLit || undefined}
      data-unobserved={!host.isObserved || undefined}
    >
      <AppLink href={hrefTo.host(host.id)} tabIndex={-1} title={host.name}>
        {host.name}
      </AppLink>
    </div>
  );
}

/** What the cell is, in words; and what is to be known of its host and image. */
function Readout({ matrix, at, label }: { matrix: PlacementMatrix; at: Place; label: string }) {
  const t = useTranslations('audit.matrix');
  const format = useFormat();
  const host = matrix.hosts[at.column];
  const image = matrix.images[at.row];
  if (host === undefined || image === undefined) return null;
  const clock = host.clockOffsetMs ?? 0;
  return (
    <>
      <strong>{label}</strong>
      <span className="quiet"> · {t('imageRuns', { running: image.running, hosts: image.hosts })}</span>
      {host.isObserved ? null : (
        <span className="warn">
          {' · '}
          {host.name}{' '}
          {host.lastSeenAt === undefined ? t('unobservedNever') : t('unobserved', { at: momentText(host.lastSeenAt) })}
        </span>
      )}
      {Math.abs(clock) <= TOLERATED_CLOCK_MS ? null : (
        <span className="warn"> · {t('clock', { offset: format.duration(Math.abs(clock) / 1000) })}</span>
      )}
    </>
  );
}

/** One cell can be reached with Tab; keys move it. */
function useFocusPlace(cells: MatrixCells, scroller: { current: HTMLElement | null }, show: (place: Place) => void) {
  const [wanted, setWanted] = useState<Place>({ row: 0, column: 0 });
  const [isWithin, setWithin] = useState(false);
  const place = cells.within(wanted.row, wanted.column);
  const moved = useRef(false);
  useEffect(() => {
    if (!moved.current) return;
    const target = scroller.current?.querySelector<HTMLElement>('[data-focus] > *');
    if (target == null) return;
    moved.current = false;
    target.focus({ preventScroll: true });
  });
  return {
    place,
    isWithin,
    go(next: Place) {
      moved.current = true;
      setWanted(next);
      show(next);
    },
    handlers: { onFocus: () => setWithin(true), onBlur: () => setWithin(false) },
  };
}
