import type { ImageDetail, ImageOrigin } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Columns, Section } from '../../lib/ui/facts';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { DerivedImages } from '../bases/derived-images';
import classes from './image-provenance.module.css';
import { OciClaims } from './oci-claims';
import { OriginFacts } from './origin-facts';
import { OriginVerdict } from './origin-verdict';
import { OtherOrigins } from './other-origins';
import { RelatedImages } from './related-images';
import { useImageOrigin } from './use-image-origin';

/** Where an image came from: what is known, and apart from it what the image says of itself. */
export default function ImageProvenance({ image }: { image: ImageDetail }) {
  const t = useTranslations('provenance');
  const { data: origin, error, refetch } = useImageOrigin(image.id);
  if (origin !== undefined) return <Provenance origin={origin} />;
  return (
    <Section title={t('title')}>
      {error === null ? <SkeletonRows count={3} /> : <ErrorState error={error} onRetry={refetch} />}
    </Section>
  );
}

function Provenance({ origin }: { origin: ImageOrigin }) {
  const t = useTranslations('provenance');
  const main = origin.made[0] ?? origin.came[0];
  return (
    <>
      <Section title={t('title')}>
        <OriginVerdict origin={origin} />
        <Columns>
          {main === undefined ? null : <OriginFacts record={main} />}
          <OciClaims claims={origin.claims} />
        </Columns>
        <OtherOrigins origin={origin} />
      </Section>
      <Section title={t('bases')}>
        <RelatedImages images={origin.bases} none={t('noBase')} label={t('bases')} />
      </Section>
      <DerivedImages imageId={origin.imageId} />
      {origin.sameLayers.length === 0 ? null : (
        <Section title={t('sameLayers')}>
          <p className={classes.hint}>{t('sameLayersMeans')}</p>
          <RelatedImages images={origin.sameLayers} label={t('sameLayers')} />
        </Section>
      )}
    </>
  );
}
