import type { LayerProgress } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { ProgressBar } from '../../lib/ui/progress-bar';
import classes from './layer-list.module.css';

/** Every layer of a transfer as the engine tells of it. A layer that was there before is set apart: nothing moves for it. */
export function LayerList({ layers }: { layers: readonly LayerProgress[] }) {
  return (
    <ul className={classes.layers}>
      {layers.map((layer) => (
        <LayerRow key={layer.layer} layer={layer} />
      ))}
    </ul>
  );
}

function LayerRow({ layer }: { layer: LayerProgress }) {
  const t = useTranslations('jobs');
  const key = layer.phase.replace('-', '_') as 'already_exists';
  return (
    <li className={classes.layer} data-phase={layer.phase}>
      <code>{layer.layer}</code>
      <span className={classes.phase}>{t(`phase.${key}`, { seconds: layer.retryInSeconds ?? 0 })}</span>
      {layer.phase === 'already-exists' ? <span className={classes.there} /> : <LayerBar layer={layer} />}
      <span className={classes.figures}>
        <LayerFigures layer={layer} />
      </span>
    </li>
  );
}

function LayerBar({ layer: { layer, phase, current, total } }: { layer: LayerProgress }) {
  const t = useTranslations('jobs');
  const label = t('layerProgress', { layer });
  if (phase === 'complete') return <ProgressBar label={label} value={1} tone="good" />;
  if (phase === 'download-complete') return <ProgressBar label={label} value={1} />;
  if (phase === 'pulling' || phase === 'waiting' || phase === 'retrying')
    return <ProgressBar label={label} value={0} />;
  return <ProgressBar label={label} value={current === undefined || !total ? undefined : current / total} />;
}

function LayerFigures({ layer: { phase, current, total, size } }: { layer: LayerProgress }) {
  const t = useTranslations('jobs');
  const format = useFormat();
  const isMoving = phase === 'downloading' || phase === 'extracting';
  if (isMoving && current !== undefined && total)
    return t('bytesOf', { done: format.bytes(current), total: format.bytes(total) });
  return size === undefined || size === 0 ? null : format.bytes(size);
}
