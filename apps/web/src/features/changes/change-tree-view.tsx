// biome-ignore-all lint/a11y/useSemanticElements: no element is a tree
import type { Container } from '@roadstead/contract';
import type { ChangeKind } from '@roadstead/domain';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type CSSProperties, type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { moveFocus } from '../files/row-focus';
import { shownName } from '../files/shown-name';
import { type ChangeNode, type ChangeRow, visibleRows } from './change-tree';
import classes from './changes.module.css';

/** As in the module's styles, in pixels. */
const ROW_HEIGHT = 30;
const OVERSCAN = 15;
/** With no more changes than that, all folders are open from the start. */
const OPEN_ALL = 200;
const SIGNS: Record<ChangeKind, string> = { added: '+', changed: '~', deleted: '−' };

interface Props {
  nodes: readonly ChangeNode[];
  sizes: ReadonlyMap<string, number>;
  kind: ChangeKind | undefined;
  container: Container;
}

export function ChangeTree({ nodes, sizes, kind, container }: Props) {
  const t = useTranslations('changes');
  /** Folders that are not as they were at the start. */
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const total = nodes.reduce((sum, { counts }) => sum + counts.added + counts.changed + counts.deleted, 0);
  const rows = useMemo(
    () => visibleRows(nodes, ({ path }) => total <= OPEN_ALL !== turned.has(path), kind),
    [nodes, turned, kind, total],
  );
  const body = useRef<HTMLDivElement>(null);
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    scrollMargin: body.current?.offsetTop ?? 0,
  });
  const turn = (path: string) =>
    setTurned((last) => {
      const next = new Set(last);
      if (!next.delete(path)) next.add(path);
      return next;
    });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!moveFocus(event)) return;
    event.preventDefault();
  };
  return (
    <div
      ref={body}
      role="tree"
      aria-label={t('tree')}
      className={classes.tree}
      style={{ height: virtualizer.getTotalSize() }}
      onKeyDown={onKeyDown}
    >
      {virtualizer.getVirtualItems().map(({ index, start }) => {
        const row = rows[index];
        return row === undefined ? null : (
          <Row
            key={row.node.path}
            row={row}
            size={sizes.get(row.node.path)}
            top={start - virtualizer.options.scrollMargin}
            container={container}
            onTurn={() => turn(row.node.path)}
          />
        );
      })}
    </div>
  );
}

interface RowProps {
  row: ChangeRow;
  size: number | undefined;
  top: number;
  container: Container;
  onTurn(): void;
}

function Row({ row: { node, depth, isOpen }, size, top, container, onTurn }: RowProps) {
  const t = useTranslations('changes');
  const format = useFormat();
  const isFolder = node.children.length > 0;
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const turns = event.key === 'Enter' || event.key === (isOpen ? 'ArrowLeft' : 'ArrowRight');
    if (!turns || !isFolder || event.target !== event.currentTarget) return;
    event.preventDefault();
    event.stopPropagation();
    onTurn();
  };
  const below = (['added', 'changed', 'deleted'] as const).filter((kind) => node.counts[kind] > 0);
  return (
    <div
      role="treeitem"
      tabIndex={0}
      aria-level={depth}
      aria-expanded={isFolder ? isOpen : undefined}
      aria-selected={false}
      data-path={node.path}
      data-kind={isFolder && node.kind === 'changed' ? undefined : node.kind}
      className={classes.row}
      style={{ transform: `translateY(${top}px)`, '--depth': depth } as CSSProperties}
      onClick={isFolder ? onTurn : undefined}
      onKeyDown={onKeyDown}
    >
      {isFolder ? <Chevron size={14} aria-hidden /> : <span className={classes.leaf} />}
      <span className={classes.sign} aria-hidden>
        {node.kind === undefined || (isFolder && node.kind === 'changed') ? '' : SIGNS[node.kind]}
      </span>
      <bdi className={classes.name}>{shownName(node.name)}</bdi>
      {node.kind === undefined ? null : <span className="visually-hidden">{t(`kind.${node.kind}`)}</span>}
      {isFolder ? (
        <span className={classes.below}>
          {below.map((kind) => (
            <span key={kind} data-kind={kind}>
              {SIGNS[kind]}
              {format.number(node.counts[kind])}
            </span>
          ))}
        </span>
      ) : null}
      {size === undefined ? null : <span className="quiet tabular">{format.bytes(size)}</span>}
      {node.kind === 'deleted' || isFolder ? null : (
        <AppLink
          className={`link ${classes.show}`}
          href={`${hrefTo.container(container.hostId, container.id)}&tab=files&path=${encodeURIComponent(node.path)}`}
          onClick={(event) => event.stopPropagation()}
        >
          {t('show')}
        </AppLink>
      )}
    </div>
  );
}
