import type { LayerPhase, LayerProgress } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import type { Messages } from '../../lib/i18n/locales';
import { ProgressBar } from '../../lib/ui/progress-bar';
import classes from './layer-list.module.css';

/** The keys of the phases' words; `download-complete` has one of its own spelling. */
const PHASE_KEYS: Record<LayerPhase, keyof Messages['jobs']['phase']> = {
  pulling: 'pulling',
  waiting: 'waiting',
  downloading: 'downloading',
  verifying: 'verifying',
  'download-complete': 'download_complete',
  extracting: 'extracting',
  complete: 'complete',
  'already-exists': 'already_exists',
  retrying: 'retrying',
  preparing: 'preparing',
  pushing: 'pushing',
  pushed: 'pushed',
  loading: 'loading',
};

const NOT_BEGUN: readonly LayerPhase[] = ['pulling', 'waiting', 'retrying', 'preparing'];
const MOVING: readonly LayerPhase[] = ['downloading', 'extracting', 'pushing', 'loading'];

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
  return (
    <li className={classes.layer} data-phase={layer.phase}>
      <code>{layer.layer}</code>
      <span className={classes.phase}>
        {t(`phase.${PHASE_KEYS[layer.phase]}`, { seconds: layer.retryInSeconds ?? 0 })}
      </span>
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
  if (phase === 'complete' || phase === 'pushed') return <ProgressBar label={label} value={1} tone="good" />;
  if (phase === 'download-complete') return <ProgressBar label={label} value={1} />;
  if (NOT_BEGUN.includes(phase)) return <ProgressBar label={label} value={0} />;
  return <ProgressBar label={label} value={current === undefined || !total ? undefined : current / total} />;
}

function LayerFigures({ layer: { phase, current, total, size } }: { layer: LayerProgress }) {
  const t = useTranslations('jobs');
  const format = useFormat();
  if (MOVING.includes(phase) && current !== undefined && total)
    return t('bytesOf', { done: format.bytes(current), total: format.bytes(total) });
  return size === undefined || size === 0 ? null : format.bytes(size);
}
