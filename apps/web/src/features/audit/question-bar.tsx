import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { SearchField } from '../../lib/ui/search-field';
import { FilterChips } from './filter-chips';
import type { FilterField } from './question';
import classes from './question-bar.module.css';
import type { Question } from './use-question';

interface Props {
  question: Question;
  fixed?: readonly FilterField[];
  /** The choice of the time. */
  time: ReactNode;
  /** What the answer amounts to; read out when it changes while the reader asks. */
  summary?: ReactNode;
}

/** When, and what: the question that the page answers. */
export function QuestionBar({ question, fixed, time, summary }: Props) {
  const t = useTranslations('audit');
  const [isInUse, setInUse] = useState(false);
  return (
    <search className={classes.bar} onFocus={() => setInUse(true)} onBlur={() => setInUse(false)}>
      {time}
      <div className={classes.what}>
        <div className={classes.search}>
          <SearchField
            label={t('search')}
            value={question.filter.q ?? ''}
            onChange={(q) => question.set({ q: q === '' ? undefined : q })}
          />
        </div>
        <FilterChips filter={question.filter} fixed={fixed} onChange={question.set} />
      </div>
      {question.problem === undefined ? null : (
        <p role="alert" className={classes.problem}>
          {t(`time.problem.${question.problem}`)}
        </p>
      )}
      <p className={classes.summary} aria-live={isInUse ? 'polite' : 'off'}>
        {question.problem === undefined ? summary : null}
      </p>
    </search>
  );
}
