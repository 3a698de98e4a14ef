import { Button } from '@mantine/core';
import type { GitCredential } from '@roadstead/contract';
import { IconPlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Section } from '../../lib/ui/facts';
import { ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { useMay } from '../auth/use-current-user';
import classes from './git-credentials.module.css';
import { useGitCredentials } from './use-git-credentials';

const GitCredentialDialog = lazy(() => import('./git-credential-dialog'));
const GitCredentialRemoval = lazy(() => import('./git-credential-removal'));

type Open = { kind: 'add' } | { kind: 'edit' | 'remove'; credential: GitCredential };

/** Credentials with which builds fetch private repositories. */
export function GitCredentialsSection() {
  const t = useTranslations('gitCredentials');
  const { data: credentials, error, isPending, refetch } = useGitCredentials();
  const mayManage = useMay('registries.manage');
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const addButton = mayManage ? (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconPlus size={14} aria-hidden />}
      onClick={() => setOpen({ kind: 'add' })}
    >
      {t('add')}
    </Button>
  ) : null;
  return (
    <div className={classes.section}>
      <Section title={t('title')} aside={addButton}>
        <p className={`${classes.lead} quiet`}>{t('lead')}</p>
        {isPending ? <SkeletonRows count={2} /> : null}
        {error !== null && credentials === undefined ? <ErrorState error={error} onRetry={refetch} /> : null}
        {credentials?.length === 0 ? <p>{mayManage ? t('none') : t('noneAsk')}</p> : null}
        {credentials === undefined || credentials.length === 0 ? null : (
          <ul className={classes.list} aria-label={t('title')}>
            {credentials.map((credential) => (
              <Row key={credential.id} credential={credential} mayManage={mayManage} onOpen={setOpen} />
            ))}
          </ul>
        )}
      </Section>
      <Suspense>
        {open?.kind === 'add' ? <GitCredentialDialog onClose={close} /> : null}
        {open?.kind === 'edit' ? <GitCredentialDialog credential={open.credential} onClose={close} /> : null}
        {open?.kind === 'remove' ? <GitCredentialRemoval credential={open.credential} onClose={close} /> : null}
      </Suspense>
    </div>
  );
}

interface RowProps {
  credential: GitCredential;
  mayManage: boolean;
  onOpen(open: Open): void;
}

function Row({ credential, mayManage, onOpen }: RowProps) {
  const t = useTranslations('gitCredentials');
  const { name, host, username, allowHttp, allowedUsers } = credential;
  return (
    <li className={classes.row}>
      <strong>{name}</strong>
      <code>{host}</code>
      <span>{t('as', { user: username })}</span>
      <span className="quiet" title={allowedUsers.join(', ') || undefined}>
        {allowedUsers.length === 0 ? t('everybody') : t('users', { count: allowedUsers.length })}
        {allowHttp ? ` · ${t('alsoHttp')}` : ''}
      </span>
      {mayManage ? (
        <span className={classes.actions}>
          <Button
            variant="default"
            size="xs"
            aria-label={t('editNamed', { name })}
            onClick={() => onOpen({ kind: 'edit', credential })}
          >
            {t('edit')}
          </Button>
          <Button
            variant="default"
            size="xs"
            aria-label={t('removeNamed', { name })}
            onClick={() => onOpen({ kind: 'remove', credential })}
          >
            {t('remove')}
          </Button>
        </span>
      ) : null}
    </li>
  );
}
