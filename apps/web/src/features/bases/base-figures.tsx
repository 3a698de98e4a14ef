// biome-ignore-all lint/a11y/useSemanticElements: a td is a cell only within a tr, and the rows that these are in lie by transforms, as divs
// biome-ignore-all lint/a11y/useFocusableInteractive: the rows and the links within the cells take the focus
import type { FoundBase } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import classes from './base-tree.module.css';

const FIGURES = ['layers', 'images', 'hosts', 'running', 'bytes'] as const;

export function useFigureNames(): string[] {
  const t = useTranslations('bases.column');
  return FIGURES.map((figure) => t(figure));
}

/** Of a node and all that is built on it; the layers, and what runs of itself, are its own. */
export function BaseFigures({ node, tabIndex }: { node: FoundBase; tabIndex: number }) {
  const t = useTranslations('bases');
  const format = useFormat();
  const ownRunning = node.images.reduce((sum, { runningCount }) => sum + runningCount, 0);
  const cells = {
    layers: (
      <AppLink
        href={hrefTo.layer(node.chainId)}
        className={classes.link}
        tabIndex={tabIndex}
        title={t('layersMeans', { count: node.layerCount, size: format.bytes(node.size) })}
      >
        {format.number(node.layerCount)} · {format.bytes(node.size)}
      </AppLink>
    ),
    images: format.number(node.imageCount - node.imagesHere),
    hosts: format.number(node.hostCount),
    running: (
      <>
        {format.number(node.runningCount)}
        {ownRunning > 0 && node.children > 0 ? (
          <span className={classes.note}> {t('itself', { count: ownRunning })}</span>
        ) : null}
      </>
    ),
    bytes: format.bytes(node.bytes),
  };
  return FIGURES.map((figure) => (
    <div key={figure} role="gridcell" className={classes.figure} data-figure={figure}>
      <span className={classes.figureName} aria-hidden>
        {t(`short.${figure}`)}
      </span>
      {cells[figure]}
    </div>
  ));
}
