import { NativeSelect } from '@mantine/core';
import type { ActionPage } from '@roadstead/contract';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { KEYS } from '../../lib/live/query-keys';
import { Filter, FilterBar } from '../../lib/ui/filter-bar';
import { SearchField } from '../../lib/ui/search-field';
import bar from '../audit/question-bar.module.css';
import { useMay } from '../auth/use-current-user';
import { CHIPS } from './action-question';
import { ActionsTime } from './actions-time';
import { useActionWords } from './use-action-words';
import { useActionFilter } from './use-actions';

/** What of the log is on show. */
export function ActionsBar({ page }: { page: ActionPage | undefined }) {
  const t = useTranslations('actions');
  const words = useActionWords();
  const { filter, set } = useActionFilter();
  const users = useUserOptions();
  const isUser = users.some(({ value }) => value === filter.actor);
  const chips = CHIPS.filter((chip) => filter[chip] !== undefined && !(chip === 'actor' && isUser));
  return (
    <>
      <ActionsTime from={filter.from} to={filter.to} onChange={set} />
      <FilterBar summary={page === undefined ? null : <Summary page={page} />}>
        <SearchField label={t('search')} value={filter.q ?? ''} onChange={(q) => set({ q })} />
        <NativeSelect
          aria-label={t('verbFilter')}
          value={filter.verb ?? ''}
          data-chosen={filter.verb !== undefined || undefined}
          data={[
            { value: '', label: t('anyVerb') },
            ...words.groups().map(({ noun, words: group, verbs }) => ({
              group,
              items: [
                ...(verbs.length > 1 ? [{ value: noun, label: t('all', { noun: group }) }] : []),
                ...verbs.map((each) => ({ value: each.verb, label: each.words })),
              ],
            })),
          ]}
          onChange={(event) => set({ verb: event.currentTarget.value })}
        />
        <Filter
          label={t('user')}
          value={isUser ? filter.actor : undefined}
          all={t('anyUser')}
          options={users}
          onChange={(actor) => set({ actor })}
        />
        <Filter
          label={t('outcomeFilter')}
          value={filter.outcome}
          all={t('anyOutcome')}
          options={[
            { value: 'ok', label: t('done') },
            { value: 'failed', label: t('failed') },
          ]}
          onChange={(outcome) => set({ outcome })}
        />
        {chips.map((chip) => (
          <span key={chip} className={bar.chip}>
            <span className={bar.chipText} title={filter[chip]}>
              <span className="quiet">{t(`chip.${chip}`)}</span>{' '}
              {chip === 'actor' ? words.actor(filter.actor ?? '') : filter[chip]}
            </span>
            <button
              type="button"
              className={bar.chipOff}
              aria-label={t('off', { name: t(`chip.${chip}`) })}
              onClick={() => set({ [chip]: undefined })}
            >
              <IconX size={12} stroke={2} aria-hidden />
            </button>
          </span>
        ))}
      </FilterBar>
    </>
  );
}

function Summary({ page: { total, totalIsLeast, keptDays } }: { page: ActionPage }) {
  const t = useTranslations('actions');
  return (
    <>
      {t('count', { count: total, most: totalIsLeast ? 'yes' : 'no' })} ·{' '}
      {keptDays === undefined ? t('keptForEver') : t('keptDays', { days: keptDays })}
    </>
  );
}

/** Who signs in here, and the control plane itself. */
function useUserOptions(): { value: string; label: string }[] {
  const t = useTranslations('actions');
  const { data = [] } = useQuery({
    queryKey: KEYS.userNames,
    queryFn: ({ signal }) => call('listUserNames', { signal }),
    enabled: useMay('registries.manage'),
  });
  return [
    ...data.map(({ username }) => ({ value: username, label: username })),
    { value: 'system', label: t('system') },
    { value: 'unknown user', label: t('unknownUser') },
  ];
}
