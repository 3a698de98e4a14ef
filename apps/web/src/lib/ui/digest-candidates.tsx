import { ApiError } from '../api/api-error';
import { AppLink } from './app-link';
import { CopyButton } from './copy-button';
import classes from './digest-candidates.module.css';
import { EmptyState } from './notice';

const DIGEST = /sha256:[0-9a-f]{64}/g;

/** Whole digests that an error names in `field` as what may have been meant, and by `given` what was given. */
export function candidatesOf(error: unknown, field: string, given: string): { digests: string[]; named?: string } {
  if (!(error instanceof ApiError)) return { digests: [] };
  const { [field]: digests = '', [given]: named = '' } = error.detail;
  return { digests: String(digests).match(DIGEST) ?? [], named: String(named) };
}

interface Props {
  title: string;
  digests: readonly string[];
  hrefOf(digest: string): string;
  /** What a digest is, for those who hear its copy button. */
  what: string;
}

/** In place of the one thing that was asked for: those that it may be, to choose from. */
export function DigestCandidates({ title, digests, hrefOf, what }: Props) {
  return (
    <EmptyState title={title}>
      <ul className={classes.list}>
        {digests.map((digest) => (
          <li key={digest}>
            <AppLink href={hrefOf(digest)} className="link mono">
              {digest}
            </AppLink>
            <CopyButton text={digest} what={what} />
          </li>
        ))}
      </ul>
    </EmptyState>
  );
}
