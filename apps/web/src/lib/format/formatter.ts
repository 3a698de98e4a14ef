const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Largest unit first, with its length in seconds. */
const AGE_UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
  ['second', 1],
];

const LAST_UNIT = ['second', 1] as const;
const SPAN_UNITS = [['day', DAY], ['hour', HOUR], ['minute', MINUTE], LAST_UNIT] as const;

export interface Formatter {
  /** Decimal units as Docker prints them, three digits: `12.3 MB`. */
  bytes(bytes: number): string;
  rate(bytesPerSecond: number): string;
  number(value: number): string;
  percent(fraction: number): string;
  /** As `percent`, with a digit more below ten percent. */
  finePercent(fraction: number): string;
  /** Two units at most: `3m 12s`; `<1s` for what was too short to count, but happened. */
  duration(seconds: number): string;
  /** `12s ago`. A moment ahead of `nowMs` counts as now: clocks differ a little. */
  age(atMs: number, nowMs: number): string;
  /** Date and time to the second, in the reader's time zone. */
  dateTime(iso: string): string;
  time(ms: number): string;
  list(items: readonly string[]): string;
}

/** Everything shown as a figure goes through here, in the reader's language. Formatters are costly: make one a locale. */
export function createFormatter(locale: string): Formatter {
  const plain = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const percentWithTenths = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const threeDigits = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
  const relative = new Intl.RelativeTimeFormat(locale, { style: 'narrow', numeric: 'always' });
  const present = locale.startsWith('zh') ? '刚刚' : 'just now';
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' });
  const conjunction = new Intl.ListFormat(locale, { type: 'conjunction' });
  const span = (value: number, unit: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'narrow' }).format(value);
  const gap = locale.startsWith('zh') ? '' : ' ';

  function bytes(value: number): string {
    // An average can be less than one.
    if (value > 0 && value < 1) return `<1 ${BYTE_UNITS[0]}`;
    const power = value < 1 ? 0 : Math.min(Math.floor(Math.log10(value) / 3), BYTE_UNITS.length - 1);
    const scaled = value / 1000 ** power;
    // 999,600 bytes round to 1000 kB: say 1 MB.
    const up = scaled >= 999.5 && power < BYTE_UNITS.length - 1;
    const shown = up ? 1 : scaled;
    return `${(shown >= 100 ? plain : threeDigits).format(shown >= 100 ? Math.round(shown) : shown)} ${BYTE_UNITS[power + (up ? 1 : 0)]}`;
  }

  function duration(seconds: number): string {
    if (seconds > 0 && seconds < 0.5) return `<${span(1, 'second')}`;
    const whole = Math.max(0, Math.round(seconds));
    const at = SPAN_UNITS.findIndex(([, length]) => whole >= length);
    const [unit, length] = SPAN_UNITS[at] ?? LAST_UNIT;
    const [nextUnit, nextLength] = SPAN_UNITS[at + 1] ?? LAST_UNIT;
    const rest = Math.floor((whole % length) / nextLength);
    const first = span(Math.floor(whole / length), unit);
    return rest === 0 ? first : first + gap + span(rest, nextUnit);
  }

  function age(atMs: number, nowMs: number): string {
    const seconds = Math.floor((nowMs - atMs) / 1000);
    const unit = AGE_UNITS.find(([, length]) => seconds >= length);
    return unit === undefined ? present : relative.format(-Math.floor(seconds / unit[1]), unit[0]);
  }

  return {
    bytes,
    rate: (value) => `${bytes(value)}/s`,
    number: (value) => plain.format(value),
    percent: (fraction) => percent.format(fraction),
    finePercent: (fraction) => (fraction < 0.0995 ? percentWithTenths : percent).format(fraction),
    duration,
    age,
    dateTime: (iso) => moment.format(new Date(iso)),
    time: (ms) => clock.format(ms),
    list: (items) => conjunction.format(items),
  };
}
