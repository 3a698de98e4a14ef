import type { Registry } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import { StatusDot, type Tone } from '../../lib/ui/status-dot';

type Checked = Pick<Registry, 'lastCheck' | 'hasPassword' | 'username'>;

export function checkTone({ lastCheck }: Checked): Tone {
  if (lastCheck === undefined) return 'idle';
  if (!lastCheck.ok) return 'bad';
  return lastCheck.signedIn ? 'good' : 'warn';
}

/** How the last check went, in a few words; the problem in full is told by `useCheckProblem`. */
export function useCheckWords(): (registry: Checked) => string {
  const t = useTranslations('registries.check');
  return ({ lastCheck, hasPassword, username }) => {
    if (lastCheck === undefined) return t('never');
    if (!lastCheck.ok) return lastCheck.problem?.code === 'registry.wrong-credentials' ? t('refused') : t('failed');
    if (hasPassword) return t('signedIn', { user: username ?? '' });
    return lastCheck.signedIn ? t('open') : t('asksForUser');
  };
}

export function CheckWords({ registry }: { registry: Checked }) {
  const words = useCheckWords();
  return (
    <span className="truncate">
      <StatusDot tone={checkTone(registry)} />
      {words(registry)}
      {registry.lastCheck === undefined ? null : (
        <span className="quiet">
          {' · '}
          <Age at={registry.lastCheck.at} />
        </span>
      )}
    </span>
  );
}

/** The problem that the last check found, in full. */
export function useCheckProblem({ lastCheck }: Checked): string | undefined {
  const words = useErrorWords();
  return lastCheck?.problem === undefined ? undefined : words(lastCheck.problem);
}
