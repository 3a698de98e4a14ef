import { ApiError } from '../api/api-error';
import { AppLink } from './app-link';
import { CopyButton } from './copy-button';
import classes from './digest-candidates.module.css';
import { EmptyState } from './notice';

const DIGEST = /sha256:[0-9a-f]{64}/g;

/** Whole digests that an error names as what may have been meant. */
export function candidatesOf(error: unknown, field: string): string[] {
  return error instanceof ApiError ? (String(error.detail[field] ?? '').match(DIGEST) ?? []) : [];
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
