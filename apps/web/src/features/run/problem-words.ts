import { useTranslations } from 'use-intl/react';
import { type DraftProblems, problemsOf } from './draft-problems';
import type { RunDraft } from './run-draft';

/** What is wrong with a field, in words; undefined where nothing is. */
export function useProblemWords(draft: RunDraft): (field: keyof DraftProblems) => string | undefined {
  const t = useTranslations('run.problem');
  const problems = problemsOf(draft);
  return (field) => {
    const problem = problems[field];
    return problem === undefined ? undefined : t(problem.kind, { text: problem.text });
  };
}
