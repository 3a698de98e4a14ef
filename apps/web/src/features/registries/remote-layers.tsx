import type { RemoteLayer } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { shortId } from '../../lib/format/ids';
import { useFormat } from '../../lib/format/use-format';
import { CopyButton } from '../../lib/ui/copy-button';
import { Section } from '../../lib/ui/facts';
import { instructionOf } from '../images/instruction';
import classes from './remote-layers.module.css';

/** The layers as they lie, the top one above, each with a bar to the scale of the largest. Compressed sizes. */
export function RemoteLayers({ layers }: { layers: readonly RemoteLayer[] }) {
  const t = useTranslations('registries.browser');
  const format = useFormat();
  const total = layers.reduce((sum, { size }) => sum + size, 0);
  const largest = Math.max(1, ...layers.map(({ size }) => size));
  return (
    <Section
      title={t('layers')}
      aside={
        <span className="quiet tabular">
          {t('layersSummary', { count: layers.length, total: format.bytes(total) })}
        </span>
      }
    >
      <ol className={classes.stack} reversed>
        {layers
          .map((layer, index) => ({ ...layer, position: index + 1 }))
          .reverse()
          .map((layer) => (
            <Layer key={layer.position} layer={layer} share={layer.size / largest} />
          ))}
      </ol>
    </Section>
  );
}

function Layer({ layer, share }: { layer: RemoteLayer & { position: number }; share: number }) {
  const t = useTranslations('registries.browser');
  const format = useFormat();
  return (
    <li className={classes.layer}>
      <span className={classes.position}>{layer.position}</span>
      <code className={classes.instruction} title={layer.createdBy}>
        {instructionOf(layer.createdBy ?? '') || t('noInstruction')}
      </code>
      <span className={classes.bar} aria-hidden="true">
        <span style={{ width: `${Math.max(layer.size === 0 ? 0 : 0.6, share * 100)}%` }} />
      </span>
      <span className={classes.size}>{format.bytes(layer.size)}</span>
      <span className={classes.digest}>
        <code className="quiet" title={layer.digest}>
          {shortId(layer.digest)}
        </code>
        <CopyButton text={layer.digest} what={t('blob')} />
      </span>
    </li>
  );
}
