import { shortId } from '../../lib/format/ids';
import { AppLink } from '../../lib/ui/app-link';
import { hrefTo } from '../../lib/ui/links';

export function ImageLink({ id }: { id: string }) {
  return (
    <AppLink href={hrefTo.image(id)} className="link mono">
      {shortId(id)}
    </AppLink>
  );
}
