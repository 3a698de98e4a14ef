import type { PackageImage, PackagesAnswer } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { type PlainColumn, PlainTable } from '../../lib/ui/plain-table';
import { ImageName } from '../audit/image-name';
import { Matched } from './matched';
import { distributionName } from './package-question';
import classes from './packages.module.css';

/** Images with such packages, whether anything runs on them or not. */
export function MatchingImages({ images, imagesTotal }: Pick<PackagesAnswer, 'images' | 'imagesTotal'>) {
  const t = useTranslations('packages');
  const columns: PlainColumn<PackageImage>[] = [
    {
      name: t('column.image'),
      cell: ({ id, references: [reference = id] }) => <ImageName run={{ imageId: id, imageReference: reference }} />,
    },
    { name: t('column.packages'), cell: (image) => <Matched {...image} /> },
    {
      name: t('column.distribution'),
      cell: ({ distribution }) => (distribution === undefined ? undefined : distributionName(distribution)),
    },
    { name: t('column.running'), isNumber: true, cell: ({ running }) => running },
    { name: t('column.hosts'), isNumber: true, cell: ({ hosts }) => hosts },
    { name: t('column.read'), cell: ({ scannedAt }) => <Age at={scannedAt} /> },
  ];
  return (
    <>
      <PlainTable label={t('view.images')} columns={columns} rows={images} rowKey={({ id }) => id} />
      <Left shown={images.length} total={imagesTotal} />
    </>
  );
}

type Found = PackagesAnswer['packages'][number];

/** The packages that match, with their versions. */
export function MatchingPackages({ packages, packagesTotal }: Pick<PackagesAnswer, 'packages' | 'packagesTotal'>) {
  const t = useTranslations('packages');
  const columns: PlainColumn<Found>[] = [
    { name: t('column.package'), cell: ({ name }) => <strong>{name}</strong> },
    { name: t('column.version'), cell: ({ version }) => <span className="mono">{version}</span> },
    {
      name: t('column.source'),
      cell: ({ source, sourceVersion }) =>
        source === undefined && sourceVersion === undefined ? undefined : (
          <span className="mono">{[source, sourceVersion].filter(Boolean).join(' ')}</span>
        ),
    },
    { name: t('column.architecture'), cell: ({ architecture }) => architecture },
    { name: t('column.ecosystem'), cell: ({ ecosystem }) => ecosystem },
    { name: t('column.images'), isNumber: true, cell: ({ images }) => images },
  ];
  return (
    <>
      <PlainTable label={t('view.packages')} columns={columns} rows={packages} rowKey={({ id }) => id} />
      <Left shown={packages.length} total={packagesTotal} />
    </>
  );
}

function Left({ shown, total }: { shown: number; total: number }) {
  const t = useTranslations('packages');
  return total > shown ? <p className={classes.left}>{t('left', { count: total - shown })}</p> : null;
}
