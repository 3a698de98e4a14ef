import type { Action } from '@roadstead/contract';
import { useCallback, useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import type { Messages } from '../../lib/i18n/locales';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { useHosts } from '../hosts/use-hosts';
import { type ActionTarget, targetOf } from './action-target';
import { keyOfVerb, nounOf, verbOfKey } from './verb-key';

type VerbKey = keyof Messages['actions']['verb'];
type NounKey = keyof Messages['actions']['noun'];
type JobKindKey = keyof Messages['jobs']['kind'];

const AGENT = 'agent:';
const EVERYTHING = '*';

/** The log in the reader's language. What it says and nobody has words for, as from a later version, is shown as it is. */
export function useActionWords() {
  const t = useTranslations('actions');
  const jobs = useTranslations('jobs.kind');
  const errorWords = useErrorWords({ absent: '…' });
  const { data: hosts } = useHosts();
  const hostIdOf = useCallback((name: string) => hosts?.find((host) => host.name === name)?.id, [hosts]);

  return useMemo(() => {
    const verb = (name: string): string => {
      const key = keyOfVerb(name) as VerbKey;
      return t.has(`verb.${key}`) ? t(`verb.${key}`) : name;
    };
    return {
      verb,
      /** What was done, with the kind of the jobs that were started. */
      what: ({ verb: name, detail }: Action): { words: string; kind?: string } => {
        if (typeof detail.kind !== 'string' || !['job.create', 'job.cancel', 'batch.cancel'].includes(name)) {
          return { words: verb(name) };
        }
        const key = keyOfVerb(detail.kind) as JobKindKey;
        const kind = jobs.has(key) ? jobs(key) : detail.kind;
        const count = Array.isArray(detail.hosts) ? detail.hosts.length : 1;
        return { words: verb(name), kind: t('jobs', { kind, count }) };
      },
      actor: (name: string): string => {
        if (name === 'system') return t('system');
        if (name === 'unknown user') return t('unknownUser');
        return name.startsWith(AGENT) ? t('agent', { host: name.slice(AGENT.length) }) : name;
      },
      target: (action: Action): ActionTarget =>
        action.target === EVERYTHING ? { name: t('everything') } : targetOf(action, hostIdOf),
      /** Why it failed; undefined: it was done. */
      failure: ({ outcome, target }: Action): string | undefined => {
        if (outcome === 'ok') return undefined;
        const { kind, name } = targetOf({ verb: '', target, detail: {} }, () => undefined);
        const [host = '', ...rest] = name.split('/');
        const detail = kind === undefined ? {} : { host, ...(rest.length > 0 && { [kind]: rest.join('/') }) };
        return errorWords({ code: outcome, message: outcome, detail });
      },
      /** Every verb by its noun, for a choice. */
      groups: (): { noun: string; words: string; verbs: { verb: string; words: string }[] }[] => {
        const nouns = Object.entries(t.raw('noun') as Record<NounKey, string>);
        const verbs = Object.entries(t.raw('verb') as Record<VerbKey, string>);
        return nouns.map(([noun, words]) => ({
          noun,
          words,
          verbs: verbs
            .map(([key, each]) => ({ verb: verbOfKey(key), words: each }))
            .filter((each) => nounOf(each.verb) === noun),
        }));
      },
    };
  }, [t, jobs, errorWords, hostIdOf]);
}
