import Link from 'next/link';
import { useRouter } from 'next/navigation';
import type { ComponentProps } from 'react';

type Props = Omit<ComponentProps<typeof Link>, 'href' | 'prefetch'> & { href: string };

/**
 * A link within the dashboard. What it leads to is fetched when the pointer or the focus comes to it, not because it is
 * in sight: a table has hundreds of links.
 */
export function AppLink({ href, ...rest }: Props) {
  const router = useRouter();
  const prefetch = () => router.prefetch(href);
  return <Link href={href} prefetch={false} onMouseEnter={prefetch} onFocus={prefetch} {...rest} />;
}
