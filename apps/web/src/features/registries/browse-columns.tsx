import type { Registry } from '@roadstead/contract';
import { IconChevronLeft } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import classes from './registry-browser.module.css';
import { type ChosenImage, RemoteImageView } from './remote-image-view';
import { RepositoryColumn } from './repository-column';
import { TagColumn } from './tag-column';

/** Where somebody is in a registry. */
export interface Place {
  q?: string;
  repository?: string;
  tag?: string;
  platform?: string;
}

interface Props {
  registry: Registry;
  place: Place;
  onMove(place: Place): void;
  /** What can be done with the image that is shown. */
  actions(chosen: ChosenImage): ReactNode;
  /** More about the image that is shown. */
  children?(chosen: ChosenImage): ReactNode;
}

/** Repositories, tags and an image side by side; where there is no room, the innermost alone, with a way back. */
export function BrowseColumns({ registry, place, onMove, actions, children }: Props) {
  const t = useTranslations('registries.browser');
  const { q = '', repository, tag } = place;
  const depth = repository === undefined ? 'repositories' : tag === undefined ? 'tags' : 'image';
  return (
    <div className={classes.browser}>
      <div className={classes.columns} data-depth={depth}>
        <RepositoryColumn
          registry={registry}
          q={q}
          chosen={repository}
          onSearch={(text) => onMove({ ...place, q: text === '' ? undefined : text })}
          onChoose={(name) => onMove({ q: place.q, repository: name })}
        />
        {repository === undefined ? (
          <p className={classes.placeholder}>{t('chooseRepository')}</p>
        ) : (
          <div className={classes.step} data-step="tags">
            <Back label={t('repositories')} onClick={() => onMove({ q: place.q })} />
            <h2 className={classes.crumb}>{repository}</h2>
            <TagColumn
              key={repository}
              registry={registry}
              repository={repository}
              chosen={tag}
              onChoose={(name) => onMove({ q: place.q, repository, tag: name, platform: place.platform })}
            />
          </div>
        )}
        {repository === undefined || tag === undefined ? null : (
          <div className={classes.step} data-step="image">
            <Back label={repository} onClick={() => onMove({ q: place.q, repository })} />
            <RemoteImageView
              registry={registry}
              repository={repository}
              tag={tag}
              platform={place.platform}
              onPlatform={(platform) => onMove({ ...place, platform })}
              actions={actions}
            >
              {children}
            </RemoteImageView>
          </div>
        )}
        {repository !== undefined && tag === undefined ? <p className={classes.placeholder}>{t('chooseTag')}</p> : null}
      </div>
    </div>
  );
}

/** Seen only where the columns do not fit side by side. */
function Back({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" className={classes.back} onClick={onClick}>
      <IconChevronLeft size={14} aria-hidden />
      {label}
    </button>
  );
}
