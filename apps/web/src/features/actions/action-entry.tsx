import { Button, Drawer } from '@mantine/core';
import type { Action } from '@roadstead/contract';
import { IconCopy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';
import { Copyable } from '../../lib/ui/copy-button';
import { copyText } from '../../lib/ui/copy-text';
import { Fact, Facts, Section } from '../../lib/ui/facts';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { StatusDot } from '../../lib/ui/status-dot';
import { momentText, utcText } from '../audit/moment';
import { TargetName } from './action-columns';
import { parametersOf } from './action-parameters';
import classes from './actions.module.css';
import { useActionWords } from './use-action-words';
import { useActionFilter } from './use-actions';

/** Pixels. */
const WIDTH = 480;
const CONFIRMED_MS = 1_500;

interface Props {
  id: string;
  /** Where the list has it. */
  known: Action | undefined;
  onClose(): void;
}

/** One entry of the log, whole. */
export function ActionEntry({ id, known, onClose }: Props) {
  const t = useTranslations('actions.entry');
  const common = useTranslations('common');
  const { data, error, isPending, refetch } = useQuery({
    queryKey: KEYS.action(id),
    queryFn: async ({ signal }) => (await call('listActions', { query: { id, limit: 1 }, signal })).items[0] ?? null,
    // Asked for again all the same: whoever comes here from a verification looks for what was changed meanwhile.
    initialData: known,
    refetchOnMount: 'always',
  });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={WIDTH}
      title={t('title', { id })}
      closeButtonProps={{ 'aria-label': common('close') }}
      transitionProps={{ duration: 120 }}
      overlayProps={{ backgroundOpacity: 0.35 }}
      classNames={{ title: classes.entryTitle }}
    >
      {isPending ? <SkeletonRows /> : null}
      {error === null ? null : <ErrorState error={error} onRetry={() => refetch()} />}
      {data === null ? (
        <EmptyState title={t('gone', { id })}>
          <p>{t('goneMeans')}</p>
        </EmptyState>
      ) : null}
      {data ? <Entry action={data} onNarrow={onClose} /> : null}
    </Drawer>
  );
}

function Entry({ action, onNarrow }: { action: Action; onNarrow: () => void }) {
  const t = useTranslations('actions.entry');
  const log = useTranslations('actions');
  const words = useActionWords();
  const { set } = useActionFilter();
  const { words: what, kind } = words.what(action);
  const failure = words.failure(action);
  const parameters = parametersOf(action.detail);
  const only = (change: Parameters<typeof set>[0]) => {
    onNarrow();
    set({ actor: undefined, address: undefined, target: undefined, ...change });
  };
  const { actor, address, target } = action;
  return (
    <>
      <div className={classes.entryFacts}>
        <Facts>
          <Fact name={t('what')}>
            <strong>{what}</strong>
            {kind === undefined ? null : <span className={classes.kind}>{kind}</span>}
            <div className="quiet mono">{action.verb}</div>
          </Fact>
          <Fact name={t('target')}>
            <TargetName action={action} />
          </Fact>
          <Fact name={t('outcome')}>
            <StatusDot tone={failure === undefined ? 'good' : 'bad'} />
            {failure === undefined ? log('done') : log('failed')}
            {failure === undefined ? null : (
              <>
                <div>{failure}</div>
                <div className="quiet mono">{action.outcome}</div>
              </>
            )}
          </Fact>
          <Fact name={t('at')}>
            <span className="tabular">{momentText(action.at)}</span>
            <div className="quiet tabular">{utcText(action.at)}</div>
          </Fact>
          <Fact name={t('actor')}>{words.actor(actor)}</Fact>
          <Fact name={t('address')}>
            {address === undefined || address === '' ? (
              <span className="quiet">{t('noAddress')}</span>
            ) : (
              <Copyable text={address} what={t('address')} />
            )}
          </Fact>
        </Facts>
      </div>
      <Section title={t('parameters')}>
        {parameters.length === 0 ? (
          <p className={`quiet ${classes.nothing}`}>{t('noParameters')}</p>
        ) : (
          <Facts>
            {parameters.map(({ name, value }) => (
              <Fact key={name} name={<code>{name}</code>}>
                <Copyable text={value} what={name} wraps />
              </Fact>
            ))}
          </Facts>
        )}
      </Section>
      <Section title={t('proof')}>
        <Facts>
          <Fact name={t('hash')}>
            <Copyable text={action.hash} what={t('hash')} wraps />
          </Fact>
          <Fact name={t('previousHash')}>
            <Copyable text={action.previousHash} what={t('previousHash')} wraps />
          </Fact>
        </Facts>
      </Section>
      <div className={classes.entryActions}>
        <CopyJson action={action} />
        <Button variant="default" onClick={() => only({ actor })}>
          {t('sameActor', { actor: words.actor(actor) })}
        </Button>
        <Button variant="default" onClick={() => only({ target })}>
          {t('sameTarget')}
        </Button>
        {address === undefined || address === '' ? null : (
          <Button variant="default" onClick={() => only({ address })}>
            {t('sameAddress')}
          </Button>
        )}
      </div>
    </>
  );
}

function CopyJson({ action }: { action: Action }) {
  const t = useTranslations('actions.entry');
  const common = useTranslations('common');
  const [outcome, setOutcome] = useState<'copied' | 'notCopied'>();
  const copy = async () => {
    const done = await copyText(JSON.stringify(action, null, 2)).then(
      () => 'copied' as const,
      () => 'notCopied' as const,
    );
    setOutcome(done);
    setTimeout(() => setOutcome(undefined), CONFIRMED_MS);
  };
  return (
    <Button variant="default" leftSection={<IconCopy size={14} aria-hidden />} onClick={copy}>
      <span role="status">{outcome === undefined ? t('copyJson') : common(outcome)}</span>
    </Button>
  );
}
