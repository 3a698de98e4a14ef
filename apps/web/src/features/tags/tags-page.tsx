'use client';

import dynamic from 'next/dynamic';
import { SkeletonRows } from '../../lib/ui/notice';
import { useUrlState } from '../../lib/ui/use-url-state';
import { TagList } from './tag-list';

const TagHistory = dynamic(() => import('./tag-history'), { loading: () => <SkeletonRows /> });

/** The tags that run, or the history of the one that the address names. */
export function TagsPage() {
  const url = useUrlState();
  const [repository, tag] = [url.get('repository'), url.get('tag')];
  return repository === undefined || tag === undefined ? (
    <TagList />
  ) : (
    <TagHistory key={`${repository}:${tag}`} reference={`${repository}:${tag}`} />
  );
}
