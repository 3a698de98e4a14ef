/** A reference in a cell. Where it does not fit its beginning is cut short: what tells it from others is at its end. */
export function ReferenceText({ reference }: { reference: string }) {
  return (
    <span className="truncate truncate-start mono" title={reference}>
      <bdi>{reference}</bdi>
    </span>
  );
}
