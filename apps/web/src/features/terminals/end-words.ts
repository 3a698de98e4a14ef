import type { TerminalEnd } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { exitReason, signalOf } from '../containers/exit-code';

/** How a terminal has ended, in words. */
export function useEndWords(): (end: TerminalEnd) => string {
  const t = useTranslations('terminals.end');
  const exit = useTranslations('containers.exit');
  return ({ reason, exitCode }) => {
    const isOfProcess = reason === 'exited' || reason === 'stopped';
    if (!isOfProcess || exitCode === undefined) return t(reason === 'exited' ? 'detached' : reason);
    if (reason === 'exited' && exitCode === 0) return t('finished');
    const why = exit(exitReason(exitCode, false), { signal: signalOf(exitCode) });
    return t(reason === 'exited' ? 'exited' : 'stoppedWith', { code: exitCode, why });
  };
}
