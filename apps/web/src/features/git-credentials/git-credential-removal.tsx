import { Button } from '@mantine/core';
import type { GitCredential } from '@roadstead/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { KEYS } from '../../lib/live/query-keys';
import { Dialog } from '../../lib/ui/dialog';
import classes from '../../lib/ui/dialog.module.css';
import { FormProblem } from '../../lib/ui/form-problem';
import { toast } from '../../lib/ui/toast';

/** What cannot be undone is said before it is done. */
export default function GitCredentialRemoval({ credential, onClose }: { credential: GitCredential; onClose(): void }) {
  const t = useTranslations('gitCredentials');
  const words = useErrorWords();
  const cache = useQueryClient();
  const { id, name, host, username } = credential;
  const remove = useMutation({
    mutationFn: () => call('deleteGitCredential', { params: { credentialId: id } }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: KEYS.gitCredentials });
      toast(t('removed', { name }));
      onClose();
    },
  });
  return (
    <Dialog onClose={onClose} title={t('removeTitle', { name })} closeButtonProps={{ 'aria-label': t('form.close') }}>
      <div className={classes.form}>
        <p>{t('removeMeans', { user: username, host })}</p>
        <FormProblem>{remove.error === null ? undefined : words(remove.error)}</FormProblem>
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('form.cancel')}
          </Button>
          <Button color="var(--bad)" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('removeNow')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
