import type { ActOnContainersReply, Container } from '@roadstead/contract';
import type { ContainerAction, ContainerId, ContainerVerb, HostId } from '@roadstead/domain';
import { useMutation, useMutationState } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { call } from '../../../lib/api/call';
import { useErrorWords } from '../../../lib/i18n/use-error-words';
import { toast } from '../../../lib/ui/toast';

const ACT = ['container-act'] as const;

export interface Act {
  action: ContainerAction;
  targets: readonly Pick<Container, 'hostId' | 'id' | 'name'>[];
}

type Result = ActOnContainersReply['results'][number];
export type Failure = Extract<Result, { ok: false }>;

/** Does a verb to containers. How it went is said in a toast; what one of several failed with is for the caller to show. */
export function useAct(onDone?: (failures: Failure[]) => void) {
  const t = useTranslations('lifecycle');
  const words = useErrorWords();
  return useMutation({
    mutationKey: ACT,
    mutationFn: ({ action, targets }: Act) =>
      call('actOnContainers', {
        body: {
          action,
          targets: targets.map(({ hostId, id }) => ({ hostId: hostId as HostId, containerId: id as ContainerId })),
        },
      }),
    onSuccess: ({ results }, { action: { verb, ...parameters } }) => {
      const failures = results.filter((result) => !result.ok);
      const [only] = results;
      if (results.length === 1 && only !== undefined) {
        if (!only.ok) toast(words(only.error), 'bad');
        else {
          const signal = 'signal' in parameters ? (parameters.signal ?? '') : '';
          const way = only.acted.effect === 'unchanged' ? 'already' : 'done';
          toast(t(`${way}.${verb}`, { name: only.acted.name, signal }));
        }
      } else {
        const done = results.length - failures.length;
        if (done > 0) toast(t(`doneMany.${verb}`, { count: done }));
        if (failures.length > 0) toast(t('failedMany', { count: failures.length }), 'bad');
      }
      onDone?.(failures);
    },
    onError: (error) => toast(words(error), 'bad'),
  });
}

/** The verb that this page has asked for and that goes on; the state itself stays what the host says. */
export function usePendingVerb(hostId: string, id: string): ContainerVerb | undefined {
  const pending = useMutationState({
    filters: { mutationKey: ACT, status: 'pending' },
    select: (mutation) => mutation.state.variables as Act | undefined,
  });
  const own = pending.find((act) => act?.targets.some((target) => target.hostId === hostId && target.id === id));
  return own?.action.verb;
}
