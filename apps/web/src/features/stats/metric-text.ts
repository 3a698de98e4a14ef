import type { MetricUnit } from '@roadstead/domain';
import type { Formatter } from '../../lib/format/formatter';

/** A measured value in words. A core that is busy all the time is 100 %, as of `docker stats`; so is a whole share. */
export function metricText(unit: MetricUnit, value: number | null | undefined, format: Formatter): string {
  if (value === null || value === undefined) return '–';
  switch (unit) {
    case 'cores':
    case 'share':
      return format.finePercent(value);
    case 'bytes':
      return format.bytes(value);
    case 'bytes/s':
      return format.rate(value);
    case 'processes':
      return format.number(Math.round(value * 100) / 100);
  }
}
