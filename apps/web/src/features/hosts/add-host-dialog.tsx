import { Button, TextInput } from '@mantine/core';
import type { CreatedJoinToken } from '@roadstead/contract';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { useNow } from '../../lib/clock/use-now';
import { useFormat } from '../../lib/format/use-format';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { AppLink } from '../../lib/ui/app-link';
import { CopyButton } from '../../lib/ui/copy-button';
import { Dialog } from '../../lib/ui/dialog';
import classes from '../../lib/ui/dialog.module.css';
import { hrefTo } from '../../lib/ui/links';
import { StatusDot } from '../../lib/ui/status-dot';
import { parseLabels } from './labels-text';
import { useHosts } from './use-hosts';

const LIFETIMES_MINUTES = [15, 60, 1_440];

/** Makes a join token, shows the command to run on the new host, and watches until that host is there. */
export default function AddHostDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('hosts.addDialog');
  const create = useMutation({
    mutationFn: (body: { expiresInMinutes: number; labels: Record<string, string> }) =>
      call('createJoinToken', { body }),
  });
  return (
    <Dialog onClose={onClose} title={t('title')} size={620} closeButtonProps={{ 'aria-label': t('close') }}>
      {create.data === undefined ? (
        <TokenForm onSubmit={create.mutate} isBusy={create.isPending} error={create.error} />
      ) : (
        <Command token={create.data} onAgain={create.reset} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface TokenFormProps {
  onSubmit(body: { expiresInMinutes: number; labels: Record<string, string> }): void;
  isBusy: boolean;
  error: Error | null;
}

function TokenForm({ onSubmit, isBusy, error }: TokenFormProps) {
  const t = useTranslations('hosts.addDialog');
  const format = useFormat();
  const words = useErrorWords();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    onSubmit({ expiresInMinutes: Number(form.get('lifetime')), labels: parseLabels(String(form.get('labels'))) });
  };
  return (
    <form onSubmit={submit} className={classes.form}>
      <p className="quiet">{t('lead')}</p>
      <TextInput
        name="labels"
        label={t('labels')}
        description={t('labelsHint')}
        placeholder="site=oslo, rack=b2"
        data-autofocus
      />
      <fieldset className={classes.lifetimes}>
        <legend>{t('lifetime')}</legend>
        {LIFETIMES_MINUTES.map((minutes) => (
          <label key={minutes}>
            <input type="radio" name="lifetime" value={minutes} defaultChecked={minutes === 60} />{' '}
            {format.duration(minutes * 60)}
          </label>
        ))}
      </fieldset>
      {error === null ? null : (
        <p role="alert" className="bad">
          {words(error)}
        </p>
      )}
      <Button type="submit" loading={isBusy}>
        {t('make')}
      </Button>
    </form>
  );
}

function Command({ token, onAgain, onClose }: { token: CreatedJoinToken; onAgain: () => void; onClose: () => void }) {
  const t = useTranslations('hosts.addDialog');
  const format = useFormat();
  const hosts = useHosts();
  const now = useNow();
  const [knownBefore] = useState(() => new Set(hosts.data?.map((host) => host.id)));
  const joined = hosts.data?.filter((host) => !knownBefore.has(host.id)) ?? [];
  const secondsLeft = (Date.parse(token.expiresAt) - now) / 1000;
  return (
    <div className={classes.form}>
      <p>{t('run')}</p>
      <div className={classes.command}>
        <code>{token.command}</code>
        <CopyButton text={token.command} what={t('command')} />
      </div>
      <p className="quiet">{secondsLeft > 0 ? t('once', { time: format.duration(secondsLeft) }) : t('expired')}</p>
      <div role="status" className={classes.joined}>
        {joined.length === 0 ? (
          <>
            <StatusDot tone="busy" />
            {t('waiting')}
          </>
        ) : (
          joined.map((host) => (
            <p key={host.id}>
              <StatusDot tone="good" />
              {t.rich('joined', {
                host: host.name,
                link: (chunks) => (
                  <AppLink href={hrefTo.host(host.id)} className="link">
                    {chunks}
                  </AppLink>
                ),
              })}
            </p>
          ))
        )}
      </div>
      <div className={classes.actions}>
        <Button variant="default" onClick={onAgain}>
          {t('another')}
        </Button>
        <Button onClick={onClose}>{t('done')}</Button>
      </div>
    </div>
  );
}
