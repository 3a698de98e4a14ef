import type { ImageSummary, Job } from '@roadstead/contract';
import type { ImageVerb } from './image-verb';
import { PushDialog } from './push-dialog';
import { RemoveDialog } from './remove-dialog';
import { SaveDialog } from './save-dialog';
import { TagDialog } from './tag-dialog';

interface Props {
  verb: ImageVerb;
  images: readonly ImageSummary[];
  hostId?: string;
  /** To be done again with changes: the fields begin with what it did. */
  before?: Job;
  onVerb(verb: ImageVerb): void;
  onClose(): void;
}

/** The dialog of a verb, fetched when one is first opened. Push and tag are about a single image. */
export default function ImageDialog({ verb, images, before, onVerb, ...rest }: Props) {
  const [image] = images;
  if (image === undefined) return null;
  if (verb === 'tag') return <TagDialog image={image} before={before} {...rest} />;
  if (verb === 'push') return <PushDialog image={image} before={before} onTag={() => onVerb('tag')} {...rest} />;
  return verb === 'save' ? (
    <SaveDialog images={images} {...rest} />
  ) : (
    <RemoveDialog images={images} before={before} {...rest} />
  );
}
