import 'react';

declare module 'react' {
  interface InputHTMLAttributes<T> {
    /** A folder is chosen, with all that is in it. Browsers have it, though no standard does. */
    webkitdirectory?: string;
  }
}
