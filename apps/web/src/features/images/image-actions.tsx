import { Button } from '@mantine/core';
import type { ImageSummary } from '@roadstead/contract';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useMay } from '../auth/use-current-user';
import { IMAGE_VERBS, type ImageVerb } from './image-verb';

const ImageDialog = lazy(() => import('./image-dialog'));

interface Props {
  images: readonly ImageSummary[];
  /** They are seen on this host. */
  hostId?: string;
}

/** What can be done with one image, or with several at once. */
export function ImageActions({ images, hostId }: Props) {
  const t = useTranslations('verbs.action');
  const mayRun = useMay('jobs.run');
  const maySave = useMay('images.save');
  const [open, setOpen] = useState<{ verb: ImageVerb; images: readonly ImageSummary[] }>();
  const isOne = images.length === 1;
  const isOffered: Record<ImageVerb, boolean> = {
    tag: mayRun && isOne,
    push: mayRun && isOne,
    save: maySave,
    remove: mayRun,
  };
  return (
    <>
      {IMAGE_VERBS.filter((verb) => isOffered[verb]).map((verb) => (
        <Button key={verb} variant="default" onClick={() => setOpen({ verb, images })}>
          {t(verb)}
        </Button>
      ))}
      <Suspense>
        {open === undefined ? null : (
          <ImageDialog
            key={open.verb}
            verb={open.verb}
            images={open.images}
            hostId={hostId}
            onVerb={(verb) => setOpen({ ...open, verb })}
            onClose={() => setOpen(undefined)}
          />
        )}
      </Suspense>
    </>
  );
}
