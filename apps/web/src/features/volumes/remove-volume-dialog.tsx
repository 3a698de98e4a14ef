import type { Host } from '@roadstead/contract';
import type { Volume } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { DialogForm } from '../../lib/ui/dialog-form';
import { Callout } from '../../lib/ui/notice';
import { toast } from '../../lib/ui/toast';
import { ResourceUsers } from './resource-users';
import { useRemoveVolume } from './use-volumes';

/** Says what goes with the volume, before it goes. */
export function RemoveVolumeDialog({ host, volume, onClose }: { host: Host; volume: Volume; onClose(): void }) {
  const t = useTranslations('volumes');
  const words = useErrorWords();
  const format = useFormat();
  const { name, sizeBytes, usedBy } = volume;
  const { mutate, isPending, error } = useRemoveVolume(host.id, () => {
    toast(t('removed', { volume: name, host: host.name }));
    onClose();
  });
  return (
    <DialogForm
      title={t('removeTitle', { volume: name })}
      submit={t('removeSubmit')}
      isDanger
      isPending={isPending}
      isDisabled={usedBy.length > 0}
      problem={error === null ? undefined : words(error)}
      onSubmit={() => mutate({ volume: name, force: false })}
      onClose={onClose}
    >
      <p>{t('removeMeans', { volume: name, host: host.name })}</p>
      {sizeBytes === undefined ? null : <p>{t('removeSize', { bytes: format.bytes(sizeBytes) })}</p>}
      {usedBy.length === 0 ? null : (
        <Callout tone="warn" title={t('stillUsed')}>
          <ResourceUsers hostId={host.id} users={usedBy} />
        </Callout>
      )}
    </DialogForm>
  );
}
