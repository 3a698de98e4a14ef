import type { RelatedImage } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { shortId } from '../../lib/format/ids';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { type PlainColumn, PlainTable } from '../../lib/ui/plain-table';
import { ReferenceWords } from '../images/reference-words';

/** Images by what they are to another one: each with where it is, and who made it. */
export function RelatedImages({
  images,
  label,
  none,
}: {
  images: readonly RelatedImage[];
  label: string;
  none?: string;
}) {
  const t = useTranslations('provenance');
  const format = useFormat();
  if (images.length === 0) return <p className="quiet">{none}</p>;
  const columns: PlainColumn<RelatedImage>[] = [
    {
      name: t('column.image'),
      cell: (image) => (
        <AppLink href={hrefTo.image(image.id)} className="link">
          {image.references.length === 0 ? (
            <code>{shortId(image.id)}</code>
          ) : (
            <ReferenceWords references={image.references} />
          )}
        </AppLink>
      ),
    },
    { name: t('column.layers'), isNumber: true, cell: ({ layerCount }) => format.number(layerCount) },
    { name: t('column.size'), isNumber: true, cell: ({ size }) => format.bytes(size) },
    {
      name: t('column.hosts'),
      isNumber: true,
      cell: ({ hostCount }) =>
        hostCount === 0 ? <span className="quiet">{t('gone')}</span> : format.number(hostCount),
    },
    { name: t('column.running'), isNumber: true, cell: ({ runningCount }) => format.number(runningCount) },
    { name: t('column.origin'), cell: (image) => <Origin image={image} /> },
  ];
  return <PlainTable label={label} columns={columns} rows={images} rowKey={({ id }) => id} />;
}

function Origin({ image: { madeBy, status } }: { image: RelatedImage }) {
  const t = useTranslations('provenance');
  if (madeBy === undefined) return <span className="quiet">{t(`status.${status}`)}</span>;
  return (
    <span>
      <AppLink href={hrefTo.job(madeBy.jobId)} className="link">
        {t('madeBy', { actor: madeBy.actor })}
      </AppLink>{' '}
      <span className="quiet">
        <Age at={madeBy.at} />
      </span>
    </span>
  );
}
