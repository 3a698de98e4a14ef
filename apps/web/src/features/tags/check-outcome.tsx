import type { TagCheck } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { StatusDot, type Tone } from '../../lib/ui/status-dot';
import { momentText } from '../audit/moment';
import classes from './tags.module.css';

function toneOf({ problem, checkedAt, digest }: TagCheck): Tone {
  if (problem !== undefined) return 'bad';
  if (checkedAt === undefined) return 'idle';
  return digest === undefined ? 'warn' : 'good';
}

/** How the last try went, in words. */
export function useOutcomeWords(): (check: TagCheck) => string {
  const t = useTranslations('tags');
  const words = useErrorWords();
  return ({ problem, pausedUntil, checkedAt, digest }) => {
    if (problem !== undefined) {
      const paused = pausedUntil === undefined ? '' : ` (${t('pausedUntil', { at: momentText(pausedUntil) })})`;
      return words(problem) + paused;
    }
    if (checkedAt === undefined) return t('outcome.never');
    return t(digest === undefined ? 'outcome.gone' : 'outcome.good');
  };
}

export function CheckOutcome({ check, isWhole = false }: { check: TagCheck; isWhole?: boolean }) {
  const words = useOutcomeWords()(check);
  return (
    <span className={isWhole ? undefined : 'truncate'} title={isWhole ? undefined : words}>
      <StatusDot tone={toneOf(check)} />
      {words}
    </span>
  );
}

/** How many containers run what the tag names in the registry, and how many do not. */
export function RunningFigures({ running }: Pick<TagCheck, 'running'>) {
  const t = useTranslations('tags.running');
  const { same, moved, unknown } = running;
  return (
    <span className={classes.figures}>
      {same > 0 ? <span>{t('same', { count: same })}</span> : null}
      {moved > 0 ? <span className={classes.behind}>{t('moved', { count: moved })}</span> : null}
      {unknown > 0 ? <span className="quiet">{t('unknown', { count: unknown })}</span> : null}
      {same + moved + unknown === 0 ? <span className="quiet">0</span> : null}
    </span>
  );
}
