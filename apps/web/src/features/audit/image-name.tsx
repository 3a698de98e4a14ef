import { shortId } from '../../lib/format/ids';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';
import classes from './audit.module.css';

/** An image as a container was made with it, and which it was then. What does not fit is cut short at its beginning. */
export function ImageName({ run }: { run: { imageId: string; imageReference: string } }) {
  const isId = run.imageReference.startsWith('sha256:');
  return (
    <AppLink
      href={hrefTo.image(run.imageId)}
      className={`${classes.image} above mono`}
      title={`${run.imageReference}\n${run.imageId}`}
    >
      <bdi>
        {isId ? null : `${run.imageReference} `}
        <span className="quiet">{shortId(run.imageId)}</span>
      </bdi>
    </AppLink>
  );
}
