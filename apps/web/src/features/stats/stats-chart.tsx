import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';
import { useLocale, useTranslations } from 'use-intl/react';
import classes from './stats.module.css';
import { summaryOf } from './timeline';

const HEIGHT = 150;
/** Room for `1,000 MB/s`. */
const AXIS_WIDTH = 68;
const WIDTH_OF_LINE = 1.5;
/** Charts of a page move their crosshairs together. */
const SYNC = 'stats';

export interface Line {
  readonly id: string;
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly tone: 'accent' | 'warn' | 'idle';
  /** A bound, not a measurement: drawn dashed, and it has no average. */
  readonly isLimit?: true;
}

interface Props {
  title: string;
  /** Milliseconds since 1970. */
  at: readonly number[];
  lines: readonly Line[];
  /** What the axis shows, milliseconds since 1970. */
  from: number;
  to: number;
  text(value: number | null | undefined): string;
  /** A value from before this moment is not shown as the present one. */
  freshFrom: number;
  /** The axis reaches at least so far. */
  atLeast?: number;
}

/** Lines over time, and what they say in words. */
export default function StatsChart({ title, at, lines, from, to, freshFrom, text, atLeast = 0 }: Props) {
  const t = useTranslations('stats');
  const [pointed, setPointed] = useState<number>();
  const canvas = useRef<HTMLDivElement>(null);
  useChart(canvas, { at, lines, from, to, text, atLeast, onPoint: setPointed });
  return (
    <figure className={classes.chart}>
      <figcaption className={classes.caption}>
        <h2>{title}</h2>
        <ul className={classes.legend}>
          {lines.map((line) => (
            <LegendItem
              key={line.id}
              line={line}
              summary={summaryOf(at, line.values, freshFrom)}
              pointed={pointed}
              text={text}
            />
          ))}
        </ul>
      </figcaption>
      <div
        ref={canvas}
        className={classes.canvas}
        style={{ '--chart-height': `${HEIGHT}px` } as CSSProperties}
        aria-hidden
      />
      {at.length === 0 ? <p className={classes.nothing}>{t('nothingYet')}</p> : null}
    </figure>
  );
}

interface LegendItemProps {
  line: Line;
  summary: ReturnType<typeof summaryOf>;
  /** Index of the moment that the crosshair is at. */
  pointed: number | undefined;
  text: Props['text'];
}

function LegendItem({ line, summary: { last, average, greatest }, pointed, text }: LegendItemProps) {
  const t = useTranslations('stats');
  const shown = pointed === undefined ? last : line.values[pointed];
  return (
    <li data-tone={line.tone} data-limit={line.isLimit}>
      <span className={classes.legendName}>{line.label}</span> <strong className="tabular">{text(shown)}</strong>
      {line.isLimit || average === undefined ? null : (
        <span className={classes.spread}>{t('spread', { average: text(average), greatest: text(greatest) })}</span>
      )}
    </li>
  );
}

type ChartInput = Omit<Props, 'title' | 'atLeast' | 'freshFrom'> & {
  atLeast: number;
  onPoint(index: number | undefined): void;
};

/** Keeps a chart in the element. It is made anew for other lines, another language or colours; new data only move it. */
function useChart(element: { current: HTMLDivElement | null }, input: ChartInput): void {
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const locale = useLocale();
  const newest = useRef(input);
  newest.current = input;
  const chart = useRef<UPlot>(undefined);
  const shape = input.lines.map(({ id, tone }) => `${id} ${tone}`).join('|');

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours, the language and the set of lines are what it is made of
  useEffect(() => {
    const place = element.current;
    if (place === null) return;
    const made = new UPlot(optionsOf(newest, place), dataOf(newest.current), place);
    chart.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: place.clientWidth, height: HEIGHT }));
    observer.observe(place);
    return () => {
      observer.disconnect();
      made.destroy();
      chart.current = undefined;
    };
  }, [scheme, locale, shape, element]);

  const { at, lines, from, to } = input;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new of them is read from `newest`
  useEffect(() => {
    chart.current?.setData(dataOf(newest.current), true);
  }, [at, lines, from, to]);
}

function dataOf({ at, lines }: ChartInput): UPlot.AlignedData {
  return [at.map((ms) => ms / 1000), ...lines.map(({ values }) => [...values])];
}

function optionsOf(newest: { readonly current: ChartInput }, place: HTMLElement): UPlot.Options {
  const style = getComputedStyle(place);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const font = `11px ${style.fontFamily}`;
  const axis = {
    stroke: colour('--ink-3'),
    font,
    grid: { stroke: colour('--rule'), width: 1 },
    ticks: { show: false },
  };
  const { lines } = newest.current;
  return {
    width: place.clientWidth,
    height: HEIGHT,
    padding: [8, 10, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: SYNC }, drag: { x: false, y: false }, points: { size: 6 }, y: false },
    scales: {
      x: { time: true, range: () => [newest.current.from / 1000, newest.current.to / 1000] },
      y: { range: (_chart, _least, greatest) => [0, roomFor(Math.max(greatest ?? 0, newest.current.atLeast))] },
    },
    axes: [
      { ...axis, size: 26, space: 70, values: (_chart, seconds) => clockTexts(seconds, newest.current) },
      {
        ...axis,
        size: AXIS_WIDTH,
        space: 36,
        values: (_chart, values) => values.map((value) => (value === 0 ? '0' : newest.current.text(value))),
      },
    ],
    series: [
      {},
      ...lines.map(({ label, tone, isLimit }) => ({
        label,
        stroke: colour(`--${tone}`),
        width: WIDTH_OF_LINE,
        ...(isLimit ? { dash: [5, 4] } : { fill: tone === 'accent' ? colour('--accent-soft') : undefined }),
        points: { show: false },
        spanGaps: false,
      })),
    ],
    hooks: {
      setCursor: [(chart) => newest.current.onPoint(chart.cursor.idx ?? undefined)],
    },
  };
}

/** A little above the greatest value; never a flat axis. */
function roomFor(greatest: number): number {
  return greatest <= 0 ? 1 : greatest * 1.08;
}

const DAY_MS = 24 * 3_600_000;

/** Clock times; days in a range of several. */
function clockTexts(seconds: readonly number[], { from, to }: ChartInput): string[] {
  const isLong = to - from > 2 * DAY_MS;
  const isShort = to - from <= 15 * 60_000;
  const locale = document.documentElement.lang || undefined;
  const format = new Intl.DateTimeFormat(
    locale,
    isLong
      ? { month: 'numeric', day: 'numeric' }
      : { hour: '2-digit', minute: '2-digit', hour12: false, ...(isShort && { second: '2-digit' }) },
  );
  return seconds.map((each) => format.format(each * 1000));
}
