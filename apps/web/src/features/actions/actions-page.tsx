'use client';

import { Button } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { call } from '../../lib/api/call';
import { DataTable } from '../../lib/ui/data-table';
import { EmptyState, ErrorState, SkeletonRows } from '../../lib/ui/notice';
import { useUrlState } from '../../lib/ui/use-url-state';
import { AuditHeader } from '../audit/audit-header';
import { momentText } from '../audit/moment';
import { useMay } from '../auth/use-current-user';
import { useActionColumns } from './action-columns';
import { ActionEntry } from './action-entry';
import { ENTRY, entryHref, entryOf } from './action-question';
import { ActionsBar } from './actions-bar';
import { ActionsExport } from './actions-export';
import { useActionFilter, useActions } from './use-actions';
import { VerificationResult } from './verification-result';

/** Who did what. The question and the entry on show are in the address. */
export function ActionsPage() {
  const t = useTranslations('actions');
  const may = useMay('audit.read');
  const url = useUrlState();
  const { filter, clear } = useActionFilter();
  const { rows, page, ...answer } = useActions(filter);
  const columns = useActionColumns();
  const verification = useMutation({
    mutationFn: (head: string | undefined) => call('verifyActions', { query: { head } }),
  });
  const entry = entryOf(url.get(ENTRY));
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <>
      <AuditHeader
        page="actions"
        summary={t('lead')}
        actions={
          may ? (
            <>
              <Button
                variant="default"
                loading={verification.isPending}
                leftSection={<IconShieldCheck size={14} aria-hidden />}
                onClick={() => verification.mutate(undefined)}
              >
                {t('verify.button')}
              </Button>
              <ActionsExport filter={filter} />
            </>
          ) : null
        }
      />
      {verification.isError ? <ErrorState error={verification.error} /> : null}
      {verification.data === undefined ? null : (
        <VerificationResult
          verification={verification.data}
          isPending={verification.isPending}
          onCompare={(head) => verification.mutate(head)}
          onClose={verification.reset}
        />
      )}
      {answer.isError && rows === undefined ? (
        <ErrorState error={answer.error} onRetry={may ? () => answer.refetch() : undefined} />
      ) : (
        <ActionsBar page={page} />
      )}
      {answer.isPending ? <SkeletonRows /> : null}
      {rows !== undefined && rows.length > 0 ? (
        <DataTable
          label={t('table')}
          columns={columns}
          rows={rows}
          rowKey={({ id }) => id}
          rowHref={({ id }) => entryHref(id)}
          rowsOpenHere
          total={page?.totalIsLeast ? undefined : page?.total}
          onNearEnd={answer.hasNextPage && !answer.isFetchingNextPage ? answer.fetchNextPage : undefined}
        />
      ) : null}
      {rows?.length === 0 ? (
        <EmptyState title={t('none')}>
          <p>{t('noneMeans')}</p>
          {page?.checkpoint === undefined ? null : (
            <p>{t('noneRemoved', { at: momentText(page.checkpoint.lastAt) })}</p>
          )}
          {isFiltered ? (
            <Button variant="default" onClick={clear}>
              {t('clear')}
            </Button>
          ) : null}
        </EmptyState>
      ) : null}
      {entry === undefined ? null : (
        <ActionEntry
          key={entry}
          id={entry}
          known={rows?.find(({ id }) => id === entry)}
          onClose={() => url.set({ [ENTRY]: undefined })}
        />
      )}
    </>
  );
}
