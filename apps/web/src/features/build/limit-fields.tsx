import { NativeSelect, TextInput } from '@mantine/core';
import { useTranslations } from 'use-intl/react';
import { MoreFields } from '../../lib/ui/more-fields';
import { BUILDERS, type BuildDraft, hasLimits } from './build-draft';
import type { FieldsProps } from './build-form';
import classes from './build-form.module.css';
import { problemsOf } from './draft-problems';

const LIMITS = [
  ['memory', '512m'],
  ['memorySwap', '1g'],
  ['cpus', '1.5'],
  ['cpuShares', '1024'],
  ['cpusetCpus', '0-2,4'],
] as const satisfies readonly (readonly [keyof BuildDraft, string])[];

/** Which builder, and what a build may use at most: only the classic builder can be held to that. */
export function LimitFields({ draft, change }: FieldsProps) {
  const t = useTranslations('build');
  const problems = problemsOf(draft);
  const isUsed = draft.builder !== 'auto' || hasLimits(draft);
  return (
    <MoreFields title={t('builderAndLimits')} isUsed={isUsed}>
      <NativeSelect
        label={t('builder')}
        value={draft.builder}
        data={BUILDERS.map((value) => ({ value, label: t(`builders.${value}`) }))}
        error={problems.builder === undefined ? undefined : t(`problem.${problems.builder}`)}
        onChange={(event) =>
          change({ builder: BUILDERS.find((builder) => builder === event.currentTarget.value) ?? 'auto' })
        }
      />
      <p className={classes.hint}>{t('limitsHint')}</p>
      <div className={classes.pair}>
        {LIMITS.map(([name, example]) => {
          const problem = problems[name];
          return (
            <TextInput
              key={name}
              label={t(`limits.${name}`)}
              placeholder={example}
              value={draft[name]}
              error={problem === undefined ? undefined : t(`problem.${problem}`)}
              onChange={(event) => change({ [name]: event.currentTarget.value })}
            />
          );
        })}
      </div>
    </MoreFields>
  );
}
