import type { ImageOrigin } from '@roadstead/contract';
import { useTranslations } from 'use-intl/react';
import classes from './image-provenance.module.css';
import { JobSentence } from './origin-verdict';

/** The jobs beside the one that is told of in full: builds that came to the same image, and those that carried it along. */
export function OtherOrigins({ origin: { made, came } }: { origin: ImageOrigin }) {
  const t = useTranslations('provenance');
  const others = [...made.slice(1), ...(made.length === 0 ? came.slice(1) : came)];
  if (others.length === 0) return null;
  return (
    <div className={classes.others}>
      <h3 className={classes.heading}>{t('others')}</h3>
      <ul>
        {others.map((record) => (
          <li key={record.jobId}>
            <JobSentence record={record} />
          </li>
        ))}
      </ul>
    </div>
  );
}
