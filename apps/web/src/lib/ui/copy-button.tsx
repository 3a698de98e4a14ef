import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import classes from './copy-button.module.css';
import { copyText } from './copy-text';

const CONFIRMED_MS = 1_500;

/** Copies `text`. `what` names it for those who hear the page. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const t = useTranslations('common');
  const [outcome, setOutcome] = useState<'copied' | 'notCopied'>();
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), CONFIRMED_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = () =>
    copyText(text).then(
      () => setOutcome('copied'),
      () => setOutcome('notCopied'),
    );
  const label = outcome === undefined ? t('copy', { what }) : t(outcome);
  const Icon = outcome === 'copied' ? IconCheck : IconCopy;
  return (
    <button type="button" className={`${classes.button} above`} aria-label={label} title={label} onClick={copy}>
      <Icon size={14} stroke={1.7} aria-hidden />
    </button>
  );
}

/** An id or reference in monospace, with its copy button. `shown` may be shorter than what is copied. */
export function Copyable({ text, shown = text, what }: { text: string; shown?: string; what: string }) {
  return (
    <span className={classes.copyable}>
      <code className="truncate" title={text}>
        {shown}
      </code>
      <CopyButton text={text} what={what} />
    </span>
  );
}
