import { memo } from 'react';
import { parseAnsi } from './ansi';
import { cssOf } from './ansi-css';
import { markMatches } from './find-in-line';
import type { LogLine } from './line-splitter';
import classes from './log-viewer.module.css';

/** `HH:MM:SS.mmm` of an RFC 3339 moment. */
const CLOCK = /T(\d\d:\d\d:\d\d(?:\.\d{1,3})?)/;

interface Props {
  line: LogLine;
  index: number;
  top: number;
  measure?: (element: HTMLElement | null) => void;
  withTime: boolean;
  needle: string;
  isCurrent: boolean;
}

export const LogRow = memo(function LogRow({ line, index, top, measure, withTime, needle, isCurrent }: Props) {
  const segments = markMatches(parseAnsi(line.text), needle);
  return (
    <div
      ref={measure}
      data-index={index}
      className={classes.line}
      data-stream={line.stream}
      data-current={isCurrent || undefined}
      style={{ transform: `translateY(${top}px)` }}
    >
      {withTime ? (
        <time className={classes.time} dateTime={line.at} title={line.at}>
          {CLOCK.exec(line.at)?.[1] ?? ''}
        </time>
      ) : null}
      <span>
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
      </span>
    </div>
  );
});
