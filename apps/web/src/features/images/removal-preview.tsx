import { Checkbox } from '@mantine/core';
import type { ImageRemoval, ImageSummary } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { shortId } from '../../lib/format/ids';
import { useFormat } from '../../lib/format/use-format';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import { StatusDot, type Tone } from '../../lib/ui/status-dot';
import { instructionOf } from './instruction';
import { ReferenceWords } from './reference-words';
import { type RemovalOutcome, removalOutcome } from './removal-outcome';
import classes from './removal-preview.module.css';
import { nameKey, takenNames } from './removal-requests';
import type { RemovalPreview } from './use-image-removal';

export interface Place {
  image: ImageSummary;
  on: ImageSummary['hosts'][number];
  preview: RemovalPreview | undefined;
}

interface Wish {
  /** Names that stay, by `nameKey`. */
  kept: ReadonlySet<string>;
  isForced: boolean;
}

const TONES: Record<RemovalOutcome['kind'], Tone> = {
  untagged: 'idle',
  deleted: 'good',
  nameless: 'warn',
  refused: 'bad',
};

interface RemovalOfImageProps extends Wish {
  image: ImageSummary;
  places: readonly Place[];
  onKeep(kept: ReadonlySet<string>): void;
}

/** An image with its names, of which some may be kept, and what will become of it on each host. */
export function RemovalOfImage({ image, places, kept, onKeep, isForced }: RemovalOfImageProps) {
  const t = useTranslations('verbs.remove');
  const toggle = (reference: string) => {
    const next = new Set(kept);
    const key = nameKey(image.id, reference);
    if (!next.delete(key)) next.add(key);
    onKeep(next);
  };
  return (
    <fieldset className={classes.image}>
      <legend>
        <ReferenceWords references={image.references} /> <code className="quiet">{shortId(image.id)}</code>
      </legend>
      {image.references.length > 1 ? (
        <div className={classes.names}>
          <p className="quiet">{t('names')}</p>
          {image.references.map((reference) => (
            <Checkbox
              key={reference}
              label={<code>{reference}</code>}
              checked={!kept.has(nameKey(image.id, reference))}
              onChange={() => toggle(reference)}
            />
          ))}
        </div>
      ) : null}
      <ul>
        {places.map((place) => (
          <li key={place.on.hostId} className={classes.host}>
            <OnHost place={place} kept={kept} isForced={isForced} />
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function OnHost({ place, kept, isForced }: { place: Place } & Wish) {
  const t = useTranslations('verbs.remove');
  const words = useErrorWords();
  const { data, error } = place.preview ?? { data: undefined, error: null };
  return (
    <>
      <p>
        <strong>{place.on.hostName}</strong>
        {data?.dataAsOf === undefined ? null : (
          <span className="quiet">
            {' · '}
            {t('dataFrom')} <Age at={data.dataAsOf} />
          </span>
        )}
      </p>
      {error === null ? null : <p className="bad">{words(error)}</p>}
      {error === null && data === undefined ? <p className="quiet">{t('looking')}</p> : null}
      {data === undefined ? null : <Consequences place={place} removal={data} kept={kept} isForced={isForced} />}
    </>
  );
}

function Consequences({ place, removal, kept, isForced }: { place: Place; removal: ImageRemoval } & Wish) {
  const t = useTranslations('verbs.remove');
  const states = useTranslations('containers.state');
  const format = useFormat();
  const taken = takenNames(place.image.id, removal.references, kept);
  if (removal.references.length > 0 && taken.length === 0) return <p className="quiet">{t('nothing')}</p>;
  const outcome = removalOutcome(removal, taken, isForced);
  const names = removal.children.map(({ id, references }) => references[0] ?? shortId(id));
  return (
    <>
      <p className={classes.outcome}>
        <StatusDot tone={TONES[outcome.kind]} />
        {t(`outcome.${outcome.kind}`, { names: format.list(taken), count: taken.length })}
      </p>
      {removal.containers.length === 0 ? null : (
        <p className={classes.detail}>
          {t('heldBy')}{' '}
          {removal.containers.map((container, index) => (
            <span key={container.id}>
              {index === 0 ? null : ', '}
              <AppLink href={hrefTo.container(place.on.hostId, container.id)} className="link">
                {container.name}
              </AppLink>{' '}
              <span className="quiet">({states(container.state)})</span>
            </span>
          ))}
        </p>
      )}
      {names.length === 0 ? null : (
        <p className={classes.detail}>{t('children', { names: format.list(names), count: names.length })}</p>
      )}
      {outcome.kind === 'deleted' ? <Freed removal={removal} /> : null}
    </>
  );
}

/** Bytes and layers that go; a stopped container keeps those it stands on until it is removed itself. */
function Freed({ removal: { layersFreed, bytesFreed, containers } }: { removal: ImageRemoval }) {
  const t = useTranslations('verbs.remove');
  const format = useFormat();
  if (containers.length > 0) return <p className={classes.detail}>{t('freedLater')}</p>;
  if (layersFreed.length === 0) return <p className={classes.detail}>{t('freesNothing')}</p>;
  return (
    <details className={classes.detail}>
      <summary>{t('frees', { bytes: format.bytes(bytesFreed), count: layersFreed.length })}</summary>
      <ul className={classes.layers}>
        {layersFreed.map((layer) => (
          <li key={layer.chainId}>
            <code className="truncate" title={layer.createdBy}>
              {instructionOf(layer.createdBy)}
            </code>
            <span className="tabular">{format.bytes(layer.size)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What all of it frees: at least so much, for layers that two of the images share are counted with neither. */
export function RemovalSum({ places, kept, isForced }: { places: readonly Place[] } & Wish) {
  const t = useTranslations('verbs.remove');
  const format = useFormat();
  const removals = places.flatMap(({ image, preview }) =>
    preview?.data === undefined ? [] : [{ image, removal: preview.data }],
  );
  const deleted = removals.filter(({ image, removal }) => {
    const taken = takenNames(image.id, removal.references, kept);
    return removal.containers.length === 0 && removalOutcome(removal, taken, isForced).kind === 'deleted';
  });
  const bytes = deleted.reduce((sum, { removal }) => sum + removal.bytesFreed, 0);
  const hasSeveral = new Set(places.map(({ image }) => image)).size > 1;
  return (
    <p role="status" className={classes.sum}>
      {t(hasSeveral ? 'sumAtLeast' : 'sum', { bytes: format.bytes(bytes) })}
    </p>
  );
}
