import { Button, CloseButton, TextInput } from '@mantine/core';
import type { ActionVerification, ChainFinding } from '@roadstead/contract';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { AppLink } from '../../lib/ui/app-link';
import { Copyable } from '../../lib/ui/copy-button';
import { Fact, Facts } from '../../lib/ui/facts';
import { StatusDot } from '../../lib/ui/status-dot';
import { momentText } from '../audit/moment';
import { entryHref } from './action-question';
import classes from './actions.module.css';

const HEAD = /^(\d{1,19}:)?[0-9a-f]{64}$/;

interface Props {
  verification: ActionVerification;
  isPending: boolean;
  onCompare(head: string): void;
  onClose(): void;
}

/** Whether the log is what was written, in words: what was found, what protects it, and what to note outside. */
export function VerificationResult({ verification, isPending, onCompare, onClose }: Props) {
  const t = useTranslations('actions.verify');
  const format = useFormat();
  const { result, checked, firstId, head, tookMs, at, finding, comparison, checkpoint, protection } = verification;
  const isIntact = result === 'intact';
  return (
    <section aria-label={t('title')} className={classes.result} data-tone={isIntact ? 'good' : 'bad'}>
      <div className={classes.resultHead}>
        <h2 role="status">
          <StatusDot tone={isIntact ? 'good' : 'bad'} />
          {t(isIntact ? 'intact' : 'broken')}
        </h2>
        <time dateTime={at} className="quiet tabular">
          {momentText(at)}
        </time>
        <CloseButton size="sm" aria-label={t('close')} onClick={onClose} />
      </div>
      {finding === undefined ? null : <Finding finding={finding} checked={checked} />}
      {comparison === undefined ? null : <p>{t(`comparison.${comparison}`)}</p>}
      {finding !== undefined ? null : checked === 0 ? (
        <p>{t('empty')}</p>
      ) : (
        <p>
          {t('intactMeans', {
            count: checked,
            first: firstId ?? '',
            last: head.id,
            took: format.duration(tookMs / 1000),
          })}
        </p>
      )}
      <p>
        {t(`protection.${protection}`)}{' '}
        {checkpoint === undefined
          ? t('noCheckpoint')
          : t('checkpoint', {
              id: checkpoint.lastId,
              lastAt: momentText(checkpoint.lastAt),
              at: momentText(checkpoint.at),
            })}
      </p>
      <Facts>
        <Fact name={t(finding === undefined ? 'head' : 'lastGood')}>
          <Copyable text={`${head.id}:${head.hash}`} what={t('copyHead')} wraps />
          {isIntact ? <div className="quiet">{t('headMeans')}</div> : null}
        </Fact>
        <Fact name={t('noted')}>
          <Compare isPending={isPending} onCompare={onCompare} />
        </Fact>
      </Facts>
    </section>
  );
}

function Finding({ finding: { fault, id, untilId }, checked }: { finding: ChainFinding; checked: number }) {
  const t = useTranslations('actions.verify');
  const isThere = fault === 'changed' || fault === 'inserted' || fault === 'reordered';
  return (
    <>
      <p className={classes.finding}>
        {t(`fault.${fault}`, {
          id,
          until: untilId ?? id,
          isOne: untilId === undefined || untilId === id ? 'yes' : 'no',
        })}{' '}
        {isThere ? (
          <AppLink href={entryHref(id)} scroll={false} className="link">
            {t('show', { id })}
          </AppLink>
        ) : null}
      </p>
      <p>{t('before', { count: checked })}</p>
    </>
  );
}

function Compare({ isPending, onCompare }: Pick<Props, 'isPending' | 'onCompare'>) {
  const t = useTranslations('actions.verify');
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const head = text.trim().toLowerCase();
    setWrong(!HEAD.test(head));
    if (HEAD.test(head)) onCompare(head);
  };
  return (
    <form className={classes.compare} onSubmit={submit}>
      <TextInput
        aria-label={t('noted')}
        placeholder={t('notedHint')}
        value={text}
        error={isWrong ? t('notedWrong') : undefined}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setWrong(false);
        }}
        classNames={{ input: classes.hash, root: classes.noted }}
      />
      <Button type="submit" variant="default" loading={isPending}>
        {t('compare')}
      </Button>
    </form>
  );
}
