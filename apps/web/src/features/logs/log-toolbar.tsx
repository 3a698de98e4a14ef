import { NativeSelect, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconClock, IconCopy, IconDownload, IconTextWrap } from '@tabler/icons-react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { routeUrl } from '../../lib/api/call';
import { useFormat } from '../../lib/format/use-format';
import { copyText } from '../../lib/ui/copy-text';
import { toast } from '../../lib/ui/toast';
import { stripAnsi } from './ansi';
import type { LogChoice, LogSession } from './log-session';
import classes from './log-viewer.module.css';

/** How the log is looked at. `tail` absent: from its start. */
export interface LogLook extends Pick<LogChoice, 'tail' | 'streams'> {
  times: boolean;
  wraps: boolean;
}

interface Find {
  needle: string;
  onNeedle(needle: string): void;
  count: number;
  /** Of the match looked at, from 1; 0: none yet. */
  position: number;
  onGo(step: 1 | -1): void;
}

interface Props {
  look: LogLook;
  onLook(look: LogLook): void;
  session: LogSession;
  name: string;
  ids: { hostId: string; containerId: string };
  find: Find;
}

const TAILS = [100, 1_000, 10_000];

export function LogToolbar({ look, onLook, session, name, ids, find }: Props) {
  const t = useTranslations('logs');
  const common = useTranslations('common');
  const format = useFormat();
  const copy = async () => {
    const lines = Array.from(session.ring, (line) => (look.times ? `${line.at} ` : '') + stripAnsi(line.text));
    const isCopied = await copyText(lines.join('\n')).then(
      () => true,
      () => false,
    );
    if (isCopied) toast(t('copiedLines', { count: lines.length }));
    else toast(common('notCopied'), 'bad');
  };
  return (
    <div className={classes.toolbar}>
      <FindField find={find} />
      <NativeSelect
        aria-label={t('tail')}
        value={look.tail ?? 'all'}
        data={[
          ...TAILS.map((tail) => ({ value: String(tail), label: t('lastLines', { lines: format.number(tail) }) })),
          { value: 'all', label: t('fromStart') },
        ]}
        onChange={({ currentTarget: { value } }) =>
          onLook({ ...look, tail: value === 'all' ? undefined : Number(value) })
        }
      />
      <NativeSelect
        aria-label={t('streams')}
        value={look.streams}
        data={[
          { value: 'both', label: 'stdout + stderr' },
          { value: 'stdout', label: 'stdout' },
          { value: 'stderr', label: 'stderr' },
        ]}
        onChange={({ currentTarget: { value } }) => onLook({ ...look, streams: value as LogLook['streams'] })}
      />
      <span className={classes.tools}>
        <Tool label={t('times')} isOn={look.times} onClick={() => onLook({ ...look, times: !look.times })}>
          <IconClock size={15} stroke={1.7} aria-hidden />
        </Tool>
        <Tool label={t('wrap')} isOn={look.wraps} onClick={() => onLook({ ...look, wraps: !look.wraps })}>
          <IconTextWrap size={15} stroke={1.7} aria-hidden />
        </Tool>
        <Tool label={t('copy')} onClick={copy}>
          <IconCopy size={15} stroke={1.7} aria-hidden />
        </Tool>
        <a
          className={classes.tool}
          href={routeUrl('containerLogs', { params: ids, query: { download: 'true', timestamps: 'true' } })}
          download={`${name}.log`}
          aria-label={t('download')}
          title={t('download')}
        >
          <IconDownload size={15} stroke={1.7} aria-hidden />
        </a>
      </span>
    </div>
  );
}

function FindField({ find }: { find: Find }) {
  const t = useTranslations('logs');
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
    event.preventDefault();
    find.onGo(event.shiftKey ? -1 : 1);
  };
  return (
    <span className={classes.find}>
      <TextInput
        type="search"
        data-search
        aria-label={t('find')}
        placeholder={t('find')}
        value={find.needle}
        onKeyDown={onKeyDown}
        onChange={(event) => find.onNeedle(event.currentTarget.value)}
      />
      {find.needle === '' ? null : (
        <>
          <span className={`${classes.matches} tabular`}>
            {t('matches', { position: find.position, count: find.count })}
          </span>
          {/* The count changes with every line that comes; only the way from match to match is read out. */}
          <span role="status" className="visually-hidden">
            {find.position === 0 ? null : t('match', { position: find.position })}
          </span>
          <Tool label={t('previous')} onClick={() => find.onGo(-1)}>
            <IconChevronUp size={15} stroke={1.7} aria-hidden />
          </Tool>
          <Tool label={t('next')} onClick={() => find.onGo(1)}>
            <IconChevronDown size={15} stroke={1.7} aria-hidden />
          </Tool>
        </>
      )}
    </span>
  );
}

function Tool({
  label,
  isOn,
  onClick,
  children,
}: {
  label: string;
  isOn?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <button
      type="button"
      className={classes.tool}
      aria-label={label}
      title={label}
      aria-pressed={isOn}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
