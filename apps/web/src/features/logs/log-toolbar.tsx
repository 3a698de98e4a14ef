import { NativeSelect, TextInput } from '@mantine/core';
import { type FieldFilterProblem, stripControls } from '@roadstead/domain/logs';
import { IconClock, IconCopy, IconDownload, IconTextWrap } from '@tabler/icons-react';
import { memo, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { routeUrl } from '../../lib/api/call';
import { copyText } from '../../lib/ui/copy-text';
import { toast } from '../../lib/ui/toast';
import { type Find, FindField } from './find-field';
import type { Streams } from './log-feed';
import { boundsOf, type LogLook, RANGES, type Range } from './log-look';
import type { LogSession } from './log-session';
import classes from './log-viewer.module.css';
import type { NamedSource } from './named-source';
import { Tool, ToolLink } from './tool';

/** In no language. */
const EXAMPLE = 'level=error status>=500';

interface Props {
  look: LogLook;
  onLook(change: Partial<LogLook>): void;
  session: LogSession;
  sources: readonly NamedSource[];
  filterProblem?: FieldFilterProblem;
  find: Find;
}

/** Drawn anew when one of its properties is another, not with every batch of lines. */
export const LogToolbar = memo(function LogToolbar(props: Props) {
  const { look, onLook, session, sources, filterProblem, find } = props;
  const t = useTranslations('logs');
  return (
    <div className={classes.toolbar}>
      <FindField find={find} />
      <WhereField value={look.where} problem={filterProblem} onChange={(where) => onLook({ where })} />
      <NativeSelect
        aria-label={t('range.label')}
        value={look.range}
        data={RANGES.map((value) => ({ value, label: t(`range.${value}`) }))}
        onChange={({ currentTarget: { value } }) => onLook({ ...rangeChange(value as Range), line: undefined })}
      />
      {look.range === 'custom' ? (
        <span className={classes.times}>
          <Moment label={t('range.from')} value={look.from} onChange={(from) => onLook({ from, line: undefined })} />
          <Moment label={t('range.to')} value={look.to} onChange={(to) => onLook({ to, line: undefined })} />
        </span>
      ) : null}
      <NativeSelect
        aria-label={t('streams')}
        value={look.streams}
        data={[
          { value: 'both', label: 'stdout + stderr' },
          { value: 'stdout', label: 'stdout' },
          { value: 'stderr', label: 'stderr' },
        ]}
        onChange={({ currentTarget: { value } }) => onLook({ streams: value as Streams })}
      />
      <Tools look={look} onLook={onLook} session={session} sources={sources} />
    </div>
  );
});

function rangeChange(range: Range): Partial<LogLook> {
  return range === 'custom' ? { range } : { range, from: undefined, to: undefined };
}

function Tools({ look, onLook, session, sources }: Pick<Props, 'look' | 'onLook' | 'session' | 'sources'>) {
  const t = useTranslations('logs');
  const common = useTranslations('common');
  const copy = async () => {
    const lines = Array.from(session.shown, (line) => (look.times ? `${line.at} ` : '') + stripControls(line.text));
    const isCopied = await copyText(lines.join('\n')).then(
      () => true,
      () => false,
    );
    if (isCopied) toast(t('copiedLines', { count: lines.length }));
    else toast(common('notCopied'), 'bad');
  };
  return (
    <span className={classes.tools}>
      <Tool label={t('times')} isOn={look.times} onClick={() => onLook({ times: !look.times })}>
        <IconClock size={15} stroke={1.7} aria-hidden />
      </Tool>
      <Tool label={t('wrap')} isOn={look.wraps} onClick={() => onLook({ wraps: !look.wraps })}>
        <IconTextWrap size={15} stroke={1.7} aria-hidden />
      </Tool>
      <Tool label={t('copy')} onClick={copy}>
        <IconCopy size={15} stroke={1.7} aria-hidden />
      </Tool>
      <ToolLink
        label={look.range === 'live' || look.range === 'start' ? t('download') : t('downloadRange')}
        href={downloadUrl(look, sources)}
      >
        <IconDownload size={15} stroke={1.7} aria-hidden />
      </ToolLink>
    </span>
  );
}

function downloadUrl(look: LogLook, sources: readonly NamedSource[]): string {
  const part = {
    ...boundsOf(look),
    stdout: look.streams === 'stderr' ? ('false' as const) : undefined,
    stderr: look.streams === 'stdout' ? ('false' as const) : undefined,
  };
  const [only, ...others] = sources;
  if (only !== undefined && others.length === 0) {
    const params = { hostId: only.hostId, containerId: only.containerId };
    return routeUrl('containerLogs', { params, query: { ...part, download: 'true', timestamps: 'true' } });
  }
  const container = sources.map(({ hostId, containerId }) => `${hostId}/${containerId}`);
  return routeUrl('mergedLogs', { query: { ...part, container, download: 'true' } });
}

/** Taken when it is done, not with every key: each changes what is shown. */
function WhereField({
  value,
  problem,
  onChange,
}: {
  value: string;
  problem?: FieldFilterProblem;
  onChange: (where: string) => void;
}) {
  const t = useTranslations('logs');
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  return (
    <TextInput
      className={classes.where}
      aria-label={t('where')}
      placeholder={EXAMPLE}
      value={draft}
      error={problem === undefined ? undefined : t(`whereProblem.${problem.problem}`, { piece: problem.piece })}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => onChange(draft.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) onChange(draft.trim());
      }}
    />
  );
}

/** A moment in the reader's time zone. */
function Moment({ label, value, onChange }: { label: string; value?: string; onChange: (iso?: string) => void }) {
  return (
    <TextInput
      type="datetime-local"
      step={1}
      aria-label={label}
      title={label}
      value={value === undefined ? '' : local(value)}
      onChange={({ currentTarget: { value: text } }) => {
        const at = new Date(text);
        onChange(text === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString());
      }}
    />
  );
}

function local(iso: string): string {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
