// biome-ignore-all lint/a11y/useSemanticElements: rows lie by transforms, which a table element does not take; the roles say what they are
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows and the links within the cells take the focus
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconChevronRight } from '@tabler/icons-react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { BaseFigures, useFigureNames } from './base-figures';
import { BaseName, BasePath } from './base-name';
import classes from './base-tree.module.css';
import { afterKey, type TreeRow } from './tree-rows';

const NARROW = '(max-width: 900px)';
/** Of a row, in pixels; as in the style sheet. */
const HEIGHT = { wide: 40, narrow: 64 };
const OVERSCAN = 10;

interface Props {
  rows: readonly TreeRow[];
  onToggle(key: string): void;
  onMore(under: string | undefined): void;
  onRetry(): void;
}

/** A tree of any length in the page's own scroll. One row has the focus; arrows go from row to row, open and close. */
export function BaseTree({ rows, onToggle, onMore, onRetry }: Props) {
  const t = useTranslations('bases');
  const names = useFigureNames();
  const isNarrow = useMediaQuery(NARROW, false, { getInitialValueInEffect: false });
  const height = isNarrow ? HEIGHT.narrow : HEIGHT.wide;
  const body = useRef<HTMLDivElement>(null);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => height,
    overscan: OVERSCAN,
    getItemKey: (index) => rows[index]?.key ?? index,
    scrollMargin: body.current?.offsetTop ?? 0,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new height is the reason to measure again
  useEffect(() => virtualizer.measure(), [height, virtualizer]);
  const [current, setCurrent] = useState<string>();
  const at = Math.max(
    0,
    rows.findIndex(({ key }) => key === current),
  );
  /** The row that gets the focus once it is in the document. */
  const wanted = useRef<string>(undefined);
  const focusWanted = () => {
    if (wanted.current === undefined) return;
    body.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(wanted.current)}"]`)?.focus();
  };
  useEffect(focusWanted);
  const act = (row: TreeRow) => {
    if (row.kind === 'node' && row.node.children > 0) onToggle(row.key);
    if (row.kind === 'more') onMore(row.under);
    if (row.kind === 'failed') onRetry();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[at];
    const isOnRow = event.target instanceof HTMLElement && event.target.dataset.key !== undefined;
    if (row === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    if (isOnRow && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
      act(row);
      return;
    }
    const does = afterKey(rows, at, event.key);
    if (does === undefined) return;
    event.preventDefault();
    if (does === 'toggle') return act(row);
    const next = rows[does.go];
    if (next === undefined) return;
    wanted.current = next.key;
    setCurrent(next.key);
    virtualizer.scrollToIndex(does.go);
    focusWanted();
  };
  return (
    <div role="treegrid" aria-label={t('tree')} className={classes.tree} onKeyDown={onKeyDown}>
      <div role="rowgroup" className={classes.head}>
        <div role="row" className={classes.row}>
          <div role="columnheader">{t('column.image')}</div>
          {names.map((name) => (
            <div key={name} role="columnheader" className={classes.figure}>
              {name}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" ref={body} className={classes.body} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <div
              key={row.key}
              role="row"
              data-key={row.key}
              data-kind={row.kind}
              tabIndex={item.index === at ? 0 : -1}
              aria-level={row.level}
              aria-expanded={row.kind === 'node' && row.node.children > 0 ? row.isOpen : undefined}
              aria-posinset={row.kind === 'node' ? row.position : undefined}
              aria-setsize={row.kind === 'node' ? row.of : undefined}
              className={classes.row}
              style={
                {
                  transform: `translateY(${item.start - virtualizer.options.scrollMargin}px)`,
                  '--level': row.level - 1,
                } as CSSProperties
              }
              onFocus={() => {
                wanted.current = undefined;
                setCurrent(row.key);
              }}
            >
              <RowContent row={row} isCurrent={item.index === at} onAct={() => act(row)} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function RowContent({ row, isCurrent, onAct }: { row: TreeRow; isCurrent: boolean; onAct: () => void }) {
  const t = useTranslations('bases');
  const common = useTranslations('common');
  const words = useErrorWords();
  if (row.kind === 'node') {
    const { node } = row;
    return (
      <>
        <div role="gridcell" className={classes.cell}>
          <button
            type="button"
            tabIndex={-1}
            className={classes.toggle}
            aria-label={t(row.isOpen ? 'close' : 'open')}
            disabled={node.children === 0}
            onClick={onAct}
          >
            {node.children === 0 ? null : (
              <IconChevronRight size={15} stroke={1.8} aria-hidden data-open={row.isOpen} />
            )}
          </button>
          <span className={classes.words}>
            <BaseName node={node} tabIndex={isCurrent ? 0 : -1} />
            {node.path === undefined ? null : <BasePath path={node.path} />}
          </span>
        </div>
        <BaseFigures node={node} tabIndex={isCurrent ? 0 : -1} />
      </>
    );
  }
  return (
    <div role="gridcell" className={classes.cell}>
      <span className={classes.toggle} />
      {row.kind === 'waiting' ? <span className="quiet">{common('loading')}</span> : null}
      {row.kind === 'failed' ? (
        <>
          <span role="alert">{words(row.error)}</span>
          <Button size="compact-xs" variant="default" tabIndex={-1} onClick={onAct}>
            {common('retry')}
          </Button>
        </>
      ) : null}
      {row.kind === 'more' ? (
        <Button size="compact-xs" variant="default" tabIndex={-1} onClick={onAct}>
          {t('more', { count: row.left })}
        </Button>
      ) : null}
    </div>
  );
}
