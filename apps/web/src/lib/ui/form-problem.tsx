import type { ReactNode } from 'react';

/** Why something could not be done, in words, said at once to those who hear the page. Nothing while there is none. */
export function FormProblem({ children }: { children: ReactNode }) {
  if (children === undefined || children === null) return null;
  return (
    <p role="alert" className="bad">
      {children}
    </p>
  );
}
