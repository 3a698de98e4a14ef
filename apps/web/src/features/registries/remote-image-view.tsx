import type { Registry, RemoteImage, RemotePlatform } from '@roadstead/contract';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { shortId } from '../../lib/format/ids';
import { useFormat } from '../../lib/format/use-format';
import { Copyable } from '../../lib/ui/copy-button';
import { Fact, Facts } from '../../lib/ui/facts';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import classes from './registry-browser.module.css';
import { RemoteLayers } from './remote-layers';
import { pullName, pullReference } from './repository-names';
import { useRemoteImage } from './use-registries';

/** An image as it is chosen in a registry. `platform` only where the image has several. */
export interface ChosenImage {
  reference: string;
  registryId: string;
  platform?: string;
}

interface Props {
  registry: Registry;
  repository: string;
  tag: string;
  /** Absent: the first. */
  platform: string | undefined;
  onPlatform(platform: string): void;
  /** What can be done with it. */
  actions(chosen: ChosenImage): ReactNode;
  /** More about it, before its layers. */
  children?(chosen: ChosenImage): ReactNode;
}

/** What a tag points at: its platforms, and the layers of the chosen one. */
export function RemoteImageView(props: Props) {
  const { registry, repository, tag, actions, children } = props;
  const t = useTranslations('registries.browser');
  const { data: image, error, refetch } = useRemoteImage(registry.id, repository, tag);
  const reference = pullReference(registry.address, repository, tag);
  const shown = image?.platforms.find(({ platform }) => platform === props.platform) ?? image?.platforms[0];
  const platform = image !== undefined && image.platforms.length > 1 ? shown?.platform : undefined;
  const chosen = { reference, registryId: registry.id, platform };
  return (
    <section className={classes.image} aria-label={reference}>
      <div className={classes.imageHead}>
        <h2 className={classes.reference}>
          <Copyable text={reference} what={t('reference')} />
        </h2>
        {shown === undefined ? null : <span className={classes.imageActions}>{actions(chosen)}</span>}
      </div>
      {image === undefined ? (
        error === null ? (
          <SkeletonRows count={6} />
        ) : (
          <ErrorState error={error} onRetry={refetch} />
        )
      ) : null}
      {image === undefined ? null : <Platforms image={image} shown={shown} onPlatform={props.onPlatform} />}
      {image === undefined || shown === undefined ? null : (
        <>
          <div className={classes.facts}>
            <ImageFacts image={image} shown={shown} name={pullName(registry.address, repository)} />
          </div>
          {children?.(chosen)}
          <RemoteLayers layers={shown.layers} />
        </>
      )}
    </section>
  );
}

function Platforms({
  image,
  shown,
  onPlatform,
}: { image: RemoteImage; shown?: RemotePlatform } & Pick<Props, 'onPlatform'>) {
  const t = useTranslations('registries.browser');
  const format = useFormat();
  if (shown === undefined) {
    return <p className={classes.hint}>{t('noImage', { type: image.artifactType ?? image.mediaType })}</p>;
  }
  if (image.platforms.length === 1) return null;
  return (
    <fieldset className={classes.platforms} aria-label={t('platforms')}>
      {image.platforms.map(({ platform, digest, size }) => (
        <button
          key={digest}
          type="button"
          className={classes.platform}
          aria-pressed={digest === shown.digest}
          onClick={() => onPlatform(platform)}
        >
          {platform} <span className="quiet tabular">{format.bytes(size)}</span>
        </button>
      ))}
    </fieldset>
  );
}

function ImageFacts({ image, shown, name }: { image: RemoteImage; shown: RemotePlatform; name: string }) {
  const t = useTranslations('registries.browser');
  return (
    <Facts>
      {image.platforms.length > 1 ? null : <Fact name={t('platform')}>{shown.platform}</Fact>}
      <Fact name={t('digest')}>
        <Copyable text={`${name}@${image.digest}`} shown={shortId(image.digest)} what={t('digest')} />
      </Fact>
      <Fact name={t('imageId')}>
        <Copyable text={shown.imageId} shown={shortId(shown.imageId)} what={t('imageId')} />
      </Fact>
      {shown.createdAt === undefined ? null : (
        <Fact name={t('created')}>
          <Age at={shown.createdAt} />
        </Fact>
      )}
    </Facts>
  );
}
