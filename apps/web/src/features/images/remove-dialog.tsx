import { Checkbox } from '@mantine/core';
import type { ImageSummary, Job } from '@roadstead/contract';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { DialogForm } from '../../lib/ui/dialog-form';
import { HostChoice } from '../hosts/host-choice';
import { useHosts } from '../hosts/use-hosts';
import { AT_ONCE, rollingOf } from '../jobs/rolling';
import { RollingFields } from '../jobs/rolling-fields';
import { RemovalOfImage, RemovalSum } from './removal-preview';
import { otherNames, removalRequests } from './removal-requests';
import { useCreateEach } from './use-create-each';
import { MAX_PREVIEWS, useImageRemovals } from './use-image-removal';

interface Props {
  images: readonly ImageSummary[];
  /** Chosen at first; absent: every host that has one of them. */
  hostId?: string;
  /** To be done again with changes: the fields begin with what it did. */
  before?: Job;
  onClose(): void;
}

/** Removes images from hosts; shows before what comes off, what goes, what is freed and what stands against it. */
export function RemoveDialog({ images, hostId, before, onClose }: Props) {
  const t = useTranslations('verbs.remove');
  const hosts = useHosts();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(hostId === undefined ? images.flatMap((image) => image.hosts.map((on) => on.hostId)) : [hostId]),
  );
  const [kept, setKept] = useState<ReadonlySet<string>>(() => otherNames(images, before?.params.reference));
  const [isForced, setForced] = useState(before?.params.force === true);
  const [noPrune, setNoPrune] = useState(before?.params.noPrune === true);
  const [rolling, setRolling] = useState(AT_ONCE);
  const places = images.flatMap((image) =>
    image.hosts
      .filter((on) => chosen.has(on.hostId))
      .map((on) => ({ image, on, imageId: image.id, hostId: on.hostId })),
  );
  const previews = useImageRemovals(places);
  const shown = places.slice(0, MAX_PREVIEWS).map((place, index) => ({ ...place, preview: previews[index] }));
  const { create, isPending, problem } = useCreateEach();
  const options = { isForced, noPrune, rolling: rollingOf(rolling, chosen.size) };
  const requests = removalRequests(images, chosen, kept, options);
  const having = hosts.data?.filter((host) => images.some((image) => image.hosts.some((on) => on.hostId === host.id)));

  return (
    <DialogForm
      title={t('title', { count: images.length })}
      size={640}
      submit={t('submit', { count: chosen.size })}
      isDanger
      isPending={isPending}
      isDisabled={requests.length === 0}
      problem={problem}
      onSubmit={() => create(requests)}
      onClose={onClose}
    >
      {having !== undefined && having.length > 1 ? (
        <HostChoice hosts={having} chosen={chosen} onChange={setChosen} />
      ) : null}
      {images.map((image) => (
        <RemovalOfImage
          key={image.id}
          image={image}
          places={shown.filter((place) => place.image === image)}
          kept={kept}
          onKeep={setKept}
          isForced={isForced}
        />
      ))}
      {places.length > MAX_PREVIEWS ? (
        <p className="warn">{t('notAllShown', { shown: MAX_PREVIEWS, all: places.length })}</p>
      ) : null}
      {places.length > 1 ? <RemovalSum places={shown} kept={kept} isForced={isForced} /> : null}
      <Checkbox
        label={t('force')}
        description={t('forceHint')}
        checked={isForced}
        onChange={(event) => setForced(event.currentTarget.checked)}
      />
      <Checkbox
        label={t('noPrune')}
        description={t('noPruneHint')}
        checked={noPrune}
        onChange={(event) => setNoPrune(event.currentTarget.checked)}
      />
      <RollingFields value={rolling} onChange={setRolling} hostCount={chosen.size} />
    </DialogForm>
  );
}
