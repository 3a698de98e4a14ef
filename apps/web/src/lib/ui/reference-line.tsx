import classes from './reference-line.module.css';

interface Props {
  reference: string;
  /** Before it, e.g. the verb of a job. */
  lead?: string;
}

/** A reference in one line. Where it does not fit its beginning is cut short: what tells it from others is at its end. */
export function ReferenceLine({ reference, lead }: Props) {
  return (
    <span className={classes.line}>
      {lead === undefined ? null : <span className="quiet">{lead}</span>}
      <strong className={`truncate truncate-start mono`} title={reference}>
        <bdi>{reference}</bdi>
      </strong>
    </span>
  );
}
