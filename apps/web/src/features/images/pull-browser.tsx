import { useTranslations } from 'use-intl/react';
import { Dialog } from '../../lib/ui/dialog';
import { RegistryBrowser } from '../registries/registry-browser';
import type { ChosenImage } from '../registries/remote-image-view';

interface Props {
  onChoose(image: ChosenImage): void;
  onClose(): void;
}

/** Chooses what to pull among what a registry holds. */
export default function PullBrowser({ onChoose, onClose }: Props) {
  const t = useTranslations();
  return (
    <Dialog
      onClose={onClose}
      title={t('pull.browseTitle')}
      size={1000}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <RegistryBrowser onChoose={onChoose} />
    </Dialog>
  );
}
