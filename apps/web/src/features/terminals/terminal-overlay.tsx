import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock/use-now';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { useEndWords } from './end-words';
import type { LinkStatus } from './terminal-link';
import classes from './terminal-view.module.css';

interface Props {
  status: LinkStatus;
  onRetry(): void;
  onReopen(): void;
  onDismiss(): void;
}

/** What stands between the reader and the terminal, in words, with a way on. */
export function TerminalOverlay({ status, onRetry, onReopen, onDismiss }: Props) {
  const t = useTranslations('terminals');
  const words = useErrorWords();
  const endWords = useEndWords();
  switch (status.state) {
    case 'open':
      return null;
    case 'connecting':
      return <Note tone="info" title={t('connecting')} />;
    case 'away':
      return (
        <Note tone="warn" title={t('away')} detail={status.error === undefined ? t('keeps') : words(status.error)}>
          <Button variant="default" onClick={onRetry}>
            {t('retry')}
          </Button>
        </Note>
      );
    case 'moved':
      return (
        <Note tone="info" title={t('moved')}>
          <Button variant="default" onClick={onRetry}>
            {t('bring')}
          </Button>
        </Note>
      );
    case 'failed':
      return (
        <Note tone="bad" title={words(status.error)}>
          <Again onReopen={onReopen} onDismiss={onDismiss} />
        </Note>
      );
    case 'ended':
      return (
        <Note tone="info" title={endWords(status.end)}>
          <Again onReopen={onReopen} onDismiss={onDismiss} />
        </Note>
      );
  }
}

function Again({ onReopen, onDismiss }: { onReopen(): void; onDismiss(): void }) {
  const t = useTranslations('terminals');
  return (
    <>
      <Button onClick={onReopen}>{t('reopen')}</Button>
      <Button variant="default" onClick={onDismiss}>
        {t('dismiss')}
      </Button>
    </>
  );
}

function Note(props: { tone: 'info' | 'warn' | 'bad'; title: string; detail?: string; children?: ReactNode }) {
  return (
    <div role={props.tone === 'info' ? 'status' : 'alert'} className={classes.note} data-tone={props.tone}>
      <p className={classes.noteTitle}>{props.title}</p>
      {props.detail === undefined ? null : <p className={classes.noteDetail}>{props.detail}</p>}
      {props.children === undefined ? null : <div className={classes.noteActions}>{props.children}</div>}
    </div>
  );
}

/** That the terminal ends soon unless somebody is there. */
export function IdleNote({ endsAt, onStay }: { endsAt: number; onStay(): void }) {
  const t = useTranslations('terminals');
  // Draws again each second; the time itself is the page's own, as that of the end is.
  useNow();
  const seconds = Math.max(0, Math.round((endsAt - Date.now()) / 1000));
  return (
    <div role="alert" className={classes.idleNote}>
      <span>{t('idle')}</span>
      <span aria-hidden className="tabular">
        {t('idleSeconds', { seconds })}
      </span>
      <Button variant="default" onClick={onStay}>
        {t('stay')}
      </Button>
    </div>
  );
}
