import { Checkbox, Textarea } from '@mantine/core';
import { useTranslations } from 'use-intl/react';
import { MONO } from '../../lib/ui/mono-input';
import type { useReferenceChecker } from '../images/use-reference-check';
import { linesOf } from './build-draft';
import type { FieldsProps } from './build-form';
import classes from './build-form.module.css';
import { problemsOf } from './draft-problems';

interface Props extends FieldsProps {
  check: ReturnType<typeof useReferenceChecker>;
}

/** What the image is called, each name checked as it is typed, and whether it is pushed. */
export function TagFields({ draft, change, check }: Props) {
  const t = useTranslations('build');
  const tags = linesOf(draft.tags).map((tag) => ({ tag, ...check(tag, { isName: true }) }));
  const wrong = tags.find(({ problem }) => problem !== undefined);
  const problem = problemsOf(draft).push;
  return (
    <div className={classes.switches}>
      <div>
        <Textarea
          label={t('tags')}
          description={t('tagsHint')}
          placeholder={'shop/web:2.5.0'}
          size="xs"
          rows={Math.max(2, draft.tags.split('\n').length)}
          styles={MONO}
          value={draft.tags}
          onChange={(event) => change({ tags: event.currentTarget.value })}
          error={wrong === undefined ? undefined : `${wrong.tag}: ${wrong.problem}`}
          autoCapitalize="none"
          spellCheck={false}
        />
        <ul className={classes.meanings}>
          {tags.map(({ tag, meaning }) =>
            meaning === undefined || meaning === tag ? null : (
              <li key={tag} className="quiet">
                {t('means', { reference: meaning })}
              </li>
            ),
          )}
        </ul>
      </div>
      <Checkbox
        label={t('push')}
        description={t('pushHint')}
        checked={draft.push}
        error={problem === undefined ? undefined : t(`problem.${problem}`)}
        onChange={(event) => change({ push: event.currentTarget.checked })}
      />
    </div>
  );
}
