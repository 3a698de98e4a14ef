import { Button } from '@mantine/core';
import type { Registry } from '@roadstead/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { KEYS } from '../../lib/live/query-keys';
import { Dialog } from '../../lib/ui/dialog';
import classes from '../../lib/ui/dialog.module.css';
import { FormProblem } from '../../lib/ui/form-problem';
import { toast } from '../../lib/ui/toast';
import { useKeepRegistry } from './use-registries';

interface Props {
  registry: Registry;
  dialog: 'sign-out' | 'remove';
  onClose(): void;
}

/** What cannot be undone is said before it is done. */
export default function RegistryDialogs({ registry, dialog, onClose }: Props) {
  const t = useTranslations('registries');
  const title =
    dialog === 'remove' ? t('removeTitle', { name: registry.name }) : t('signOutTitle', { name: registry.name });
  return (
    <Dialog onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      {dialog === 'remove' ? (
        <Removal registry={registry} onClose={onClose} />
      ) : (
        <SignOut registry={registry} onClose={onClose} />
      )}
    </Dialog>
  );
}

function SignOut({ registry, onClose }: Omit<Props, 'dialog'>) {
  const t = useTranslations('registries');
  const keep = useKeepRegistry();
  const signOut = useMutation({
    mutationFn: () => call('updateRegistry', { params: { registryId: registry.id }, body: { username: null } }),
    onSuccess: (kept) => {
      keep(kept);
      toast(t('signedOut', { name: registry.name }));
      onClose();
    },
  });
  return (
    <Confirm label={t('signOut')} work={signOut} onClose={onClose}>
      <p>{t('signOutMeans', { user: registry.username ?? '', address: registry.address })}</p>
    </Confirm>
  );
}

function Removal({ registry, onClose }: Omit<Props, 'dialog'>) {
  const t = useTranslations('registries');
  const cache = useQueryClient();
  const router = useRouter();
  const remove = useMutation({
    mutationFn: () => call('deleteRegistry', { params: { registryId: registry.id } }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: KEYS.registries });
      toast(t('removed', { name: registry.name }));
      router.push('/registries/');
    },
  });
  return (
    <Confirm label={t('removeNow')} work={remove} onClose={onClose}>
      <p>{t('removeMeans', { address: registry.address })}</p>
      {registry.hasPassword ? <p>{t('removeCredential', { user: registry.username ?? '' })}</p> : null}
      <p className="quiet">{t('removeKeeps')}</p>
    </Confirm>
  );
}

interface ConfirmProps {
  label: string;
  work: { mutate(): void; isPending: boolean; error: Error | null };
  onClose(): void;
  children: ReactNode;
}

function Confirm({ label, work, onClose, children }: ConfirmProps) {
  const t = useTranslations('registries');
  const words = useErrorWords();
  return (
    <div className={classes.form}>
      {children}
      <FormProblem>{work.error === null ? undefined : words(work.error)}</FormProblem>
      <div className={classes.actions}>
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('cancel')}
        </Button>
        <Button color="var(--bad)" loading={work.isPending} onClick={() => work.mutate()}>
          {label}
        </Button>
      </div>
    </div>
  );
}
