import type { ImageLayerRow } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { useFormat } from '../../lib/format/use-format';
import { CopyButton } from '../../lib/ui/copy-button';
import { Section } from '../../lib/ui/facts';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { instructionOf } from './instruction';
import classes from './layer-stack.module.css';
import { useImageLayers } from './use-images';

/** The layers as they lie, the top one above, each with a bar to the scale of the largest. */
export function LayerStack({ imageId }: { imageId: string }) {
  const t = useTranslations('images');
  const { data: layers, error, refetch } = useImageLayers(imageId);
  const format = useFormat();
  const total = layers?.reduce((sum, layer) => sum + layer.size, 0) ?? 0;
  const shared = layers?.reduce((sum, layer) => sum + (layer.sharedByImages > 1 ? layer.size : 0), 0) ?? 0;
  return (
    <Section
      title={t('layers')}
      aside={
        layers === undefined ? null : (
          <span className="quiet tabular">
            {t('layersSummary', { count: layers.length, total: format.bytes(total), shared: format.bytes(shared) })}
          </span>
        )
      }
    >
      {layers === undefined ? (
        error === null ? (
          <SkeletonRows count={4} />
        ) : (
          <ErrorState error={error} onRetry={refetch} />
        )
      ) : null}
      {layers === undefined ? null : <Stack layers={layers} />}
    </Section>
  );
}

function Stack({ layers }: { layers: ImageLayerRow[] }) {
  const t = useTranslations('images');
  const largest = Math.max(1, ...layers.map((layer) => layer.size));
  return (
    <>
      <p className={classes.hint}>{t('layersHint')}</p>
      <ol className={classes.stack} reversed>
        {[...layers].reverse().map((layer) => (
          <Layer key={layer.chainId} layer={layer} share={layer.size / largest} />
        ))}
      </ol>
    </>
  );
}

function Layer({ layer, share }: { layer: ImageLayerRow; share: number }) {
  const t = useTranslations('images');
  const format = useFormat();
  const isShared = layer.sharedByImages > 1;
  return (
    <li className={classes.layer} data-shared={isShared || undefined}>
      <span className={classes.position}>{layer.position + 1}</span>
      <code className={classes.instruction} title={layer.createdBy}>
        {instructionOf(layer.createdBy) || t('noInstruction')}
      </code>
      <span className={classes.bar} aria-hidden="true">
        <span style={{ width: `${Math.max(layer.size === 0 ? 0 : 0.6, share * 100)}%` }} />
      </span>
      <span className={classes.size}>{format.bytes(layer.size)}</span>
      <span className={classes.shared}>
        {isShared ? t('sharedBy', { count: layer.sharedByImages }) : t('onlyHere')} ·{' '}
        {t('onHosts', { count: layer.onHosts })}
      </span>
      <span className={classes.digest}>
        <code className="quiet" title={layer.diffId}>
          {shortId(layer.diffId)}
        </code>
        <CopyButton text={layer.diffId} what={t('diffId')} />
      </span>
    </li>
  );
}
