import { useEffect, useState } from 'react';

export type Domain = typeof import('@roadstead/domain');

/** The domain's rules, once they are here: fetched when a page first checks something, so that no page begins with them. */
export function useDomain(): Domain | undefined {
  const [domain, setDomain] = useState<Domain>();
  useEffect(() => {
    void import('@roadstead/domain').then(setDomain);
  }, []);
  return domain;
}
