import type { Host } from '@roadstead/contract';
import type { Network } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { DialogForm } from '../../lib/ui/dialog-form';
import { Callout } from '../../lib/ui/notice';
import { toast } from '../../lib/ui/toast';
import { NetworkUsers } from './network-users';
import { useRemoveNetwork } from './use-networks';

/** Running containers hold a network; those that are stopped would not start again without it. */
export function RemoveNetworkDialog({ host, network, onClose }: { host: Host; network: Network; onClose(): void }) {
  const t = useTranslations('networks');
  const words = useErrorWords();
  const running = network.usedBy.filter((user) => user.running);
  const { mutate, isPending, error } = useRemoveNetwork(host.id, () => {
    toast(t('removed', { network: network.name, host: host.name }));
    onClose();
  });
  return (
    <DialogForm
      title={t('removeTitle', { network: network.name })}
      submit={t('removeSubmit')}
      isDanger
      isPending={isPending}
      isDisabled={running.length > 0}
      problem={error === null ? undefined : words(error)}
      onSubmit={() => mutate(network.id)}
      onClose={onClose}
    >
      <p>{t('removeMeans', { network: network.name, host: host.name })}</p>
      {network.usedBy.length === 0 ? null : (
        <Callout tone="warn" title={running.length > 0 ? t('stillUsed') : t('willNotStart')}>
          <NetworkUsers hostId={host.id} users={network.usedBy} />
        </Callout>
      )}
    </DialogForm>
  );
}
