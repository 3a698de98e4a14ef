import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { PackagesAnswer } from '@roadstead/contract';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Filter } from '../../lib/ui/filter-bar';
import { HostFilter } from '../hosts/host-filter';
import {
  type AskedQuestion,
  askedOf,
  distributionKey,
  distributionName,
  EXAMPLES,
  OPERATORS,
  typedOf,
} from './package-question';
import classes from './packages.module.css';

interface Props {
  asked: AskedQuestion;
  onAsk(question: AskedQuestion): void;
  host: string | undefined;
  distribution: string | undefined;
  /** Of the images that match. */
  distributions: PackagesAnswer['distributions'];
  onFilter(changes: { host?: string; distribution?: string }): void;
  /** The choice of the time. */
  time: ReactNode;
  /** Why the question cannot be answered. */
  problem: string | undefined;
  /** The answer in a sentence. */
  summary: ReactNode;
}

/** Which package, in which versions; and where and when. Asked by Enter or the button, not while one types. */
export function QuestionForm({ asked, onAsk, time, problem, summary, ...filters }: Props) {
  const t = useTranslations('packages');
  const [typed, setTyped] = useState(() => typedOf(asked));
  const [isInUse, setInUse] = useState(false);
  const { name, constraint } = asked;
  useEffect(() => setTyped(typedOf({ name, constraint })), [name, constraint]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const question = askedOf(typed);
    setTyped(typedOf(question));
    onAsk(question);
  };
  const ask = (question: AskedQuestion) => {
    setTyped(typedOf(question));
    onAsk(question);
  };
  return (
    <search className={classes.bar} onFocus={() => setInUse(true)} onBlur={() => setInUse(false)}>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          data-search
          className={classes.name}
          label={t('name')}
          placeholder="openssl"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          value={typed.name}
          error={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : 'package-problem'}
          onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })}
        />
        <NativeSelect
          className={classes.operator}
          label={t('version')}
          aria-label={t('operator')}
          value={typed.operator}
          data={[
            { value: '', label: t('anyVersion') },
            ...OPERATORS.map((each) => ({ value: each, label: `${each}  ${t(`means.${OPERATOR_KEYS[each]}`)}` })),
          ]}
          onChange={(event) => setTyped({ ...typed, operator: event.currentTarget.value })}
        />
        <TextInput
          className={classes.version}
          aria-label={t('version')}
          placeholder="3.0.15"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          disabled={typed.operator === '' && typed.version === ''}
          value={typed.version}
          onChange={(event) => setTyped({ ...typed, version: event.currentTarget.value })}
        />
        <Button type="submit">{t('ask')}</Button>
      </form>
      <p className={classes.examples}>
        {t('examples')}{' '}
        {EXAMPLES.map((example) => (
          <button key={example.name} type="button" className={`${classes.example} mono`} onClick={() => ask(example)}>
            {[example.name, example.constraint].filter(Boolean).join(' ')}
          </button>
        ))}
      </p>
      <div className={classes.where}>
        <Filters {...filters} />
        {time}
      </div>
      {problem === undefined ? (
        <p className={classes.summary} aria-live={isInUse ? 'polite' : 'off'}>
          {summary}
        </p>
      ) : (
        <p role="alert" id="package-problem" className={classes.problem}>
          {problem}
        </p>
      )}
    </search>
  );
}

const OPERATOR_KEYS = { '<': 'below', '<=': 'atMost', '=': 'equal', '>=': 'atLeast', '>': 'above' } as const;

function Filters({
  host,
  distribution,
  distributions,
  onFilter,
}: Pick<Props, 'host' | 'distribution' | 'distributions' | 'onFilter'>) {
  const t = useTranslations('packages');
  const options = distributions.map((each) => ({
    value: distributionKey(each),
    label: `${distributionName(each)} (${each.images})`,
  }));
  const isListed = distribution === undefined || options.some(({ value }) => value === distribution);
  return (
    <div className={classes.filters}>
      <HostFilter value={host} onChange={(value) => onFilter({ host: value })} />
      <Filter
        label={t('distribution')}
        value={distribution}
        all={t('anyDistribution')}
        options={isListed ? options : [...options, { value: distribution, label: distribution }]}
        onChange={(value) => onFilter({ distribution: value })}
      />
    </div>
  );
}
