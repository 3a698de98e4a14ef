import { Button } from '@mantine/core';
import type { Terminal } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { useCurrentUser } from '../auth/use-current-user';
import classes from './container-terminal.module.css';

interface Props {
  terminals: readonly Terminal[];
  onBring(terminal: Terminal): void;
  onEnd(id: string): void;
}

/** Terminals that are open in the container, and not on this page. */
export function OtherTerminals({ terminals, onBring, onEnd }: Props) {
  const t = useTranslations('terminals');
  const { data: user } = useCurrentUser();
  if (terminals.length === 0) return null;
  return (
    <section aria-labelledby="other-terminals" className={classes.others}>
      <h2 id="other-terminals">{t('others')}</h2>
      <ul>
        {terminals.map((terminal) => (
          <li key={terminal.id}>
            <code className="truncate">{terminal.kind === 'attach' ? t('own') : terminal.command.join(' ')}</code>
            <span className="quiet">
              {t('openedBy', { user: terminal.openedBy.username })} <Age at={terminal.openedAt} />
            </span>
            <span className={classes.otherActions}>
              {terminal.openedBy.userId === user?.id ? (
                <Button variant="default" onClick={() => onBring(terminal)}>
                  {t('bring')}
                </Button>
              ) : null}
              <Button variant="default" onClick={() => onEnd(terminal.id)}>
                {t('close')}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
