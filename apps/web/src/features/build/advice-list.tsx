import { Button } from '@mantine/core';
import type { Advice, Fix, Range } from '@roadstead/domain/dockerfile';
import { useTranslations } from 'use-intl/react';
import { StatusDot, type Tone } from '../../lib/ui/status-dot';
import classes from './advice-list.module.css';
import { useAdviceWords } from './use-advice-words';

interface Props {
  advice: readonly Advice[];
  /** There is a Dockerfile to say something about. */
  hasText: boolean;
  onReveal(range: Range): void;
  onApply(fix: Fix): void;
}

const TONES: Record<Advice['severity'], Tone> = { error: 'bad', warning: 'warn', hint: 'idle' };
const ORDER = ['error', 'warning', 'hint'] as const;

/** Beside the editor: what Docker would refuse first, then what would not be as meant, then what could be better. */
export function AdviceList({ advice, hasText, onReveal, onApply }: Props) {
  const t = useTranslations('build.advice');
  const words = useAdviceWords();
  const sorted = ORDER.flatMap((severity) => advice.filter((each) => each.severity === severity));
  return (
    <section aria-label={t('title')} className={classes.panel}>
      <div className={classes.head}>
        <h2>{t('title')}</h2>
        <span className="quiet" role="status">
          {hasText ? t('count', { count: advice.length }) : null}
        </span>
      </div>
      {hasText && advice.length === 0 ? <p className={classes.none}>{t('none')}</p> : null}
      {hasText ? null : <p className={classes.none}>{t('lead')}</p>}
      <ol className={classes.list}>
        {sorted.map((each) => (
          <li key={`${each.rule}:${each.range.startLine}:${each.range.startColumn}`} data-rule={each.rule}>
            <button type="button" className={classes.place} onClick={() => onReveal(each.range)}>
              <StatusDot tone={TONES[each.severity]} />
              {t('line', { line: each.range.startLine })}
              <span className={classes.severity}>{t(`severity.${each.severity}`)}</span>
            </button>
            <p>{words.message(each)}</p>
            {each.fix === undefined ? null : <FixButton label={words.fix(each)} fix={each.fix} onApply={onApply} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

function FixButton({ label, fix, onApply }: { label: string; fix: Fix; onApply: (fix: Fix) => void }) {
  return (
    <Button variant="default" size="compact-xs" onClick={() => onApply(fix)}>
      {label}
    </Button>
  );
}
