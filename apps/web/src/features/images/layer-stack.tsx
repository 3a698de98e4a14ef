import type { ImageDetail, ImageLayerRow } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { CopyButton } from '../../lib/ui/copy-button';
import { Section } from '../../lib/ui/facts';
import { hrefTo } from '../../lib/ui/links';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { instructionOf } from './instruction';
import classes from './layer-stack.module.css';
import { stackRows } from './stack-rows';
import { useImageLayers } from './use-images';

/** The layers as they lie, the top one above, each with a bar to the scale of the largest; between them what made none. */
export function LayerStack({ image }: { image: ImageDetail }) {
  const t = useTranslations('images');
  const { data: layers, error, refetch } = useImageLayers(image.id);
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
      {layers === undefined ? null : <Stack layers={layers} history={image.history} />}
    </Section>
  );
}

function Stack({ layers, history }: { layers: ImageLayerRow[]; history: ImageDetail['history'] }) {
  const t = useTranslations('images');
  const largest = Math.max(1, ...layers.map((layer) => layer.size));
  return (
    <>
      <p className={classes.hint}>{t('layersHint')}</p>
      <ol className={classes.stack}>
        {stackRows(layers, history)
          .reverse()
          .map((row) =>
            row.kind === 'layer' ? (
              <Layer key={row.key} layer={row.layer} share={row.layer.size / largest} />
            ) : (
              <Setting key={row.key} createdBy={row.createdBy} />
            ),
          )}
      </ol>
    </>
  );
}

/** An instruction that made no layer. */
function Setting({ createdBy }: { createdBy: string }) {
  const t = useTranslations('images');
  return (
    <li className={classes.setting}>
      <code className={classes.instruction} title={createdBy}>
        {instructionOf(createdBy)}
      </code>
      <span>{t('noLayer')}</span>
    </li>
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
        <AppLink href={hrefTo.layer(layer.chainId)} className="link mono" title={layer.diffId}>
          {shortId(layer.diffId)}
        </AppLink>
        <CopyButton text={layer.diffId} what={t('diffId')} />
      </span>
    </li>
  );
}
