import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Breakable } from './breakable';
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

interface CopyableProps {
  text: string;
  /** May be shorter than what is copied. */
  shown?: string;
  /** Names it for those who hear the page. */
  what: string;
  /** Breaks where it does not fit, and is not cut short: for references, which tell themselves apart at their end. */
  wraps?: boolean;
}

/** An id or reference in monospace, with its copy button. */
export function Copyable({ text, shown = text, what, wraps = false }: CopyableProps) {
  return (
    <span className={classes.copyable}>
      <code className={wraps ? classes.whole : 'truncate'} title={text}>
        {wraps ? <Breakable text={shown} /> : shown}
      </code>
      <CopyButton text={text} what={what} />
    </span>
  );
}
