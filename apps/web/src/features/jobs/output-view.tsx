import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { parseAnsi } from '../logs/ansi';
import colours from '../logs/ansi-colours.module.css';
import { cssOf } from '../logs/ansi-css';
import classes from './output-view.module.css';

/** As in the module's styles, in pixels. */
const LINE_HEIGHT = 19;
const OVERSCAN = 20;
/** Nearer to the end than this, the reader is at the end. */
const END_SLACK = 24;

interface Props {
  /** What it is, for those who hear it. */
  label: string;
  lines: readonly string[];
  /** In place of the lines while there are none. */
  empty: string;
}

/** Lines that a program wrote, with its colours; the end stays in sight until the reader scrolls up. */
export function OutputView({ label, lines, empty }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const { isFollowing, onScroll } = useStayingAtEnd(scroller);
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: OVERSCAN,
  });
  const height = virtualizer.getTotalSize();
  // Without dependencies: every new line moves the end.
  useLayoutEffect(() => {
    if (isFollowing && scroller.current !== null) scroller.current.scrollTop = scroller.current.scrollHeight;
  });
  return (
    <div
      ref={scroller}
      role="log"
      aria-live="off"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region has to be reachable by keyboard
      tabIndex={0}
      className={`${colours.colours} ${classes.output}`}
      onScroll={onScroll}
    >
      {lines.length === 0 ? <p className={classes.empty}>{empty}</p> : null}
      <div style={{ height, position: 'relative' }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => (
          <OutputLine
            key={index}
            index={index}
            text={lines[index] ?? ''}
            top={start}
            measure={virtualizer.measureElement}
          />
        ))}
      </div>
    </div>
  );
}

interface LineProps {
  index: number;
  text: string;
  top: number;
  measure(element: HTMLElement | null): void;
}

const OutputLine = memo(function OutputLine({ index, text, top, measure }: LineProps) {
  return (
    <div ref={measure} data-index={index} className={classes.line} style={{ transform: `translateY(${top}px)` }}>
      {parseAnsi(text).map((span, position) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a line never move
        <span key={position} style={cssOf(span.style)}>
          {span.text}
        </span>
      ))}
    </div>
  );
});

function useStayingAtEnd(scroller: React.RefObject<HTMLDivElement | null>) {
  const [isFollowing, setFollowing] = useState(true);
  const lastTop = useRef(0);
  const onScroll = useCallback(() => {
    const box = scroller.current;
    if (box === null) return;
    const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < END_SLACK;
    const wentUp = box.scrollTop < lastTop.current - 1;
    lastTop.current = box.scrollTop;
    if (isAtEnd) setFollowing(true);
    else if (wentUp) setFollowing(false);
  }, [scroller]);
  return { isFollowing, onScroll };
}
