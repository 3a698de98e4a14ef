import type { Action } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { AppLink } from '../../lib/ui/app-link';
import { columnMaker } from '../../lib/ui/column-maker';
import type { DataColumn } from '../../lib/ui/data-table-columns';
import { StatusDot } from '../../lib/ui/status-dot';
import { Moment } from '../audit/moment';
import { parametersOf } from './action-parameters';
import classes from './actions.module.css';
import { useActionWords } from './use-action-words';

/** Of what the row names already. */
const IDS = ['hostId', 'containerId'];

export function useActionColumns(): DataColumn<Action>[] {
  const header = useTranslations('actions.column');
  const words = useActionWords();
  return useMemo<DataColumn<Action>[]>(() => {
    const column = columnMaker<Action>(header);
    return [
      column('what', { width: 'minmax(180px, 2fr)', narrow: 'title' }, (action) => {
        const { words: what, kind } = words.what(action);
        return (
          <span title={kind === undefined ? what : `${what}: ${kind}`}>
            <strong>{what}</strong>
            {kind === undefined ? null : <span className={classes.kind}>{kind}</span>}
          </span>
        );
      }),
      column('at', { width: '158px', narrow: 'end' }, ({ at }) => <Moment at={at} />),
      column('actor', { width: 'minmax(112px, 0.6fr)', narrow: 'line' }, (action) => (
        <>
          {words.actor(action.actor)}
          <span className={classes.onNarrow}>
            {' · '}
            {words.target(action).name}
          </span>
        </>
      )),
      column('target', { width: 'minmax(140px, 1.8fr)' }, (action) => <TargetName action={action} />),
      column('outcome', { width: 'minmax(110px, 0.9fr)', narrow: 'line-end' }, (action) => <Outcome action={action} />),
      column('detail', { width: 'minmax(90px, 0.8fr)', isExtra: true }, (action) => {
        const told = words.what(action).kind === undefined ? IDS : [...IDS, 'kind'];
        const text = parametersOf(action.detail)
          .filter(({ name }) => !told.includes(name))
          .map(({ name, value }) => `${name}=${value}`)
          .join(' ');
        return (
          <span className="quiet mono" title={text}>
            {text}
          </span>
        );
      }),
      column('address', { width: '124px' }, ({ address }) => <span className="mono">{address ?? '–'}</span>),
    ];
  }, [header, words]);
}

/** What something was done on, leading to it where the page has it. */
export function TargetName({ action }: { action: Action }) {
  const t = useTranslations('actions.kind');
  const { kind, name, href } = useActionWords().target(action);
  return (
    <span title={action.target}>
      {kind === undefined ? null : <span className={classes.targetKind}>{t(kind)}</span>}
      {href === undefined ? (
        name
      ) : (
        <AppLink href={href} className="link above">
          {name}
        </AppLink>
      )}
    </span>
  );
}

/** Done; or why not, in words. */
function Outcome({ action }: { action: Action }) {
  const t = useTranslations('actions');
  const failure = useActionWords().failure(action);
  return (
    <span title={failure === undefined ? undefined : `${failure} (${action.outcome})`}>
      <StatusDot tone={failure === undefined ? 'good' : 'bad'} />
      {failure === undefined ? t('done') : <Failed words={failure} />}
    </span>
  );
}

function Failed({ words }: { words: string }) {
  const t = useTranslations('actions');
  return (
    <>
      {t('failed')} <span className="quiet">{words}</span>
    </>
  );
}
