import { Age } from '../../lib/format/age';
import { useFormat } from '../../lib/format/use-format';
import { useClockOffset } from './use-hosts';

interface Props {
  hostId: string;
  /** By the host's own clock, as its engine tells it. */
  at: string;
}

/** "12s ago" of a moment that a host's engine tells, corrected where the host's clock is out of step. */
export function HostAge({ hostId, at }: Props) {
  return <Age at={at} offsetMs={useClockOffset(hostId)} />;
}

/** The date and time of such a moment, corrected likewise. */
export function HostMoment({ hostId, at }: Props) {
  const format = useFormat();
  const moment = new Date(Date.parse(at) - useClockOffset(hostId));
  return <time dateTime={moment.toISOString()}>{format.dateTime(moment.toISOString())}</time>;
}
