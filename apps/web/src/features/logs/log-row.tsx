import { levelOfFields, parseJsonLine } from '@roadstead/domain/logs';
import { IconChevronDown, IconChevronRight, IconLink } from '@tabler/icons-react';
import { memo, useCallback, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format/use-format';
import { parseAnsi } from './ansi';
import { cssOf } from './ansi-css';
import { markMatches } from './find-in-line';
import type { LogLine } from './log-line';
import classes from './log-row.module.css';

/** `HH:MM:SS.mmm` of an RFC 3339 moment. */
const CLOCK = /T(\d\d:\d\d:\d\d(?:\.\d{1,3})?)/;

interface Props {
  line: LogLine;
  index: number;
  number: number;
  top: number;
  measure?: (element: HTMLElement | null) => void;
  withTime: boolean;
  /** Of its container, where there are several. */
  label?: string;
  needle: string;
  isCurrent: boolean;
  isOpen: boolean;
  onToggle(number: number): void;
  onPoint(line: LogLine): void;
  onShowSkipped(number: number): void;
}

export const LogRow = memo(function LogRow(props: Props) {
  const { line, index, number, top, measure, withTime, label, isCurrent } = props;
  const fields = line.skipped === undefined ? parseJsonLine(line.text) : undefined;
  return (
    <div
      ref={measure}
      data-index={index}
      className={classes.line}
      data-stream={line.skipped === undefined ? line.stream : 'notice'}
      data-current={isCurrent || undefined}
      data-level={fields && levelOfFields(fields)}
      style={{ transform: `translateY(${top}px)` }}
    >
      {label === undefined ? null : (
        <span className={classes.label} style={{ color: labelColour(line.source) }} title={label}>
          {label}
        </span>
      )}
      {withTime ? (
        <time className={classes.time} dateTime={line.at} title={line.at}>
          {CLOCK.exec(line.at)?.[1] ?? ''}
        </time>
      ) : null}
      {line.stream === 'stderr' ? <span className="visually-hidden">stderr: </span> : null}
      {line.skipped === undefined ? (
        <Text {...props} fields={fields} />
      ) : (
        <Skipped count={line.skipped} number={number} onShowSkipped={props.onShowSkipped} />
      )}
    </div>
  );
});

/** Of a flood every row is drawn anew: what does not depend on the line is not. */
function Text({ line, number, needle, isOpen, onToggle, onPoint, fields }: Props & { fields?: object }) {
  const segments = markMatches(parseAnsi(line.text), needle);
  const latest = useRef(line);
  latest.current = line;
  const point = useCallback(() => onPoint(latest.current), [onPoint]);
  return (
    <>
      {fields === undefined ? null : <Toggle number={number} isOpen={isOpen} onToggle={onToggle} />}
      <span className={classes.text}>
        {segments.map(({ text, style, isMatch }, position) =>
          isMatch ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the segments of a line never move
            <mark key={position} style={cssOf(style)}>
              {text}
            </mark>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <span key={position} style={cssOf(style)}>
              {text}
            </span>
          ),
        )}
        {line.length === undefined ? null : <Cut bytes={line.length} />}
      </span>
      <PointAt onPoint={point} />
      {isOpen && fields !== undefined ? <pre className={classes.fields}>{JSON.stringify(fields, null, 2)}</pre> : null}
    </>
  );
}

function Toggle({ number, isOpen, onToggle }: Pick<Props, 'number' | 'isOpen' | 'onToggle'>) {
  const t = useTranslations('logs');
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <button
      type="button"
      className={classes.toggle}
      aria-label={isOpen ? t('closeFields') : t('openFields')}
      aria-expanded={isOpen}
      onClick={() => onToggle(number)}
    >
      <Chevron size={13} stroke={2} aria-hidden />
    </button>
  );
}

function Cut({ bytes }: { bytes: number }) {
  const t = useTranslations('logs');
  const format = useFormat();
  return <span className={classes.cut}> {t('cut', { size: format.bytes(bytes) })}</span>;
}

const PointAt = memo(function PointAt({ onPoint }: { onPoint: () => void }) {
  const t = useTranslations('logs');
  return (
    <button
      type="button"
      className={classes.link}
      tabIndex={-1}
      title={t('link')}
      aria-label={t('link')}
      onClick={onPoint}
    >
      <IconLink size={13} stroke={1.8} aria-hidden />
    </button>
  );
});

function Skipped({ count, number, onShowSkipped }: { count: number } & Pick<Props, 'number' | 'onShowSkipped'>) {
  const t = useTranslations('logs');
  return (
    <span className={classes.skipped}>
      {t('skipped', { count })}{' '}
      <button type="button" className={classes.plain} onClick={() => onShowSkipped(number)}>
        {t('showSkipped')}
      </button>
    </span>
  );
}

/** Six that are far enough apart; after that they begin anew. */
const LABEL_COLOURS = [4, 2, 5, 3, 6, 1];

export function labelColour(source: number): string {
  return `var(--ansi-${LABEL_COLOURS[source % LABEL_COLOURS.length]})`;
}
