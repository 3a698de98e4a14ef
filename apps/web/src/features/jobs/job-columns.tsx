import type { Job } from '@roadstead/contract';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { Age } from '../../lib/format/age';
import { useErrorWords } from '../../lib/i18n/use-error-words';
import type { DataColumn } from '../../lib/ui/data-table-columns';
import { ReferenceLine } from '../../lib/ui/reference-line';
import { jobSubject } from './job-facts';
import { JobFigures, JobProgress } from './job-progress';
import { JobStateWords, KIND_KEYS } from './job-state';

export function useJobColumns(withHost: boolean): DataColumn<Job>[] {
  const t = useTranslations('jobs');
  return useMemo<DataColumn<Job>[]>(() => {
    const host: DataColumn<Job> = {
      id: 'host',
      header: t('column.host'),
      enableSorting: false,
      meta: { width: 'minmax(70px, 0.6fr)', narrow: 'line' },
      cell: ({ row }) => row.original.hostName,
    };
    return [
      {
        id: 'subject',
        header: t('column.subject'),
        enableSorting: false,
        meta: { width: 'minmax(160px, 2fr)', narrow: 'title' },
        cell: ({ row: { original: job } }) => (
          <ReferenceLine lead={t(`kind.${KIND_KEYS[job.kind]}`)} reference={jobSubject(job)} />
        ),
      },
      ...(withHost ? [host] : []),
      {
        id: 'state',
        header: t('column.state'),
        enableSorting: false,
        meta: { width: 'minmax(150px, 1fr)', narrow: 'end' },
        cell: ({ row }) => <JobStateWords job={row.original} />,
      },
      {
        id: 'progress',
        header: t('column.progress'),
        enableSorting: false,
        meta: { width: 'minmax(60px, 0.8fr)', isExtra: true },
        cell: ({ row }) => <JobProgress job={row.original} />,
      },
      {
        id: 'figures',
        header: '',
        enableSorting: false,
        meta: { width: 'minmax(100px, 304px)', narrow: 'line-end' },
        cell: ({ row: { original: job } }) =>
          job.error === undefined ? (
            <JobFigures job={job} />
          ) : (
            <Reason error={job.error} isFailure={job.state === 'failed'} />
          ),
      },
      {
        id: 'createdBy',
        header: t('column.createdBy'),
        enableSorting: false,
        meta: { width: 'minmax(60px, 0.7fr)', isExtra: true },
        cell: ({ row }) => row.original.createdBy,
      },
      {
        id: 'created',
        header: t('column.created'),
        enableSorting: false,
        meta: { width: '78px', align: 'end' },
        cell: ({ row }) => (
          <span className="quiet">
            <Age at={row.original.createdAt} />
          </span>
        ),
      },
    ];
  }, [t, withHost]);
}

/** Why it failed or was not begun, as far as there is room; the row leads to the rest. */
function Reason({ error, isFailure }: { error: NonNullable<Job['error']>; isFailure: boolean }) {
  const told = useErrorWords()(error);
  return (
    <span className={isFailure ? 'bad' : 'quiet'} title={told}>
      {told}
    </span>
  );
}
