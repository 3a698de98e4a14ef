import { ActionIcon, Button, Menu } from '@mantine/core';
import type { Container } from '@roadstead/contract';
import { IconDots } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useMay } from '../../auth/use-current-user';
import { useAct } from './use-act';
import { needsDialog, type OfferedVerb, suitedTo, verbsForAny } from './verbs-for';

const VerbDialog = lazy(() => import('./verb-dialog'));

interface Props {
  containers: readonly Container[];
  /** `buttons`: all side by side · `page`: the first ones, the others in a menu · `menu`: all in a menu. */
  look: 'buttons' | 'page' | 'menu';
}

const ON_PAGE = 2;

/** What can be done with containers as they are; what takes something away is asked about first. */
export function ContainerVerbs({ containers, look }: Props) {
  const t = useTranslations('lifecycle');
  const mayManage = useMay('containers.manage');
  const [open, setOpen] = useState<{ verb: OfferedVerb; containers: readonly Container[] }>();
  const act = useAct();
  const verbs = verbsForAny(containers);
  if (!mayManage || verbs.length === 0) return null;
  const shown = look === 'buttons' ? verbs : look === 'page' ? verbs.slice(0, ON_PAGE) : [];
  const rest = verbs.filter((verb) => !shown.includes(verb));
  const begin = (verb: OfferedVerb, withOptions = false) => {
    const suited = suitedTo(verb, containers);
    if (withOptions || needsDialog(verb, suited)) setOpen({ verb, containers: suited });
    else if (verb === 'kill') act.mutate({ action: { verb, signal: 'SIGKILL' }, targets: suited });
    else if (verb === 'remove') act.mutate({ action: { verb, force: false, volumes: false }, targets: suited });
    else act.mutate({ action: { verb }, targets: suited });
  };
  const name = containers.length === 1 ? (containers[0]?.name ?? '') : t('these', { count: containers.length });
  const withOptions = (['stop', 'restart'] as const).filter((verb) => verbs.includes(verb));
  return (
    <>
      {shown.map((verb) => (
        <Button key={verb} variant="default" disabled={act.isPending} onClick={() => begin(verb)}>
          {t(`verb.${verb}`)}
        </Button>
      ))}
      {look === 'buttons' ? null : (
        <Menu
          position="bottom-end"
          hideDetached={false}
          // What comes in while it is open moves the page; above the page's head there is never room.
          preventPositionChangeWhenVisible={false}
          middlewares={{ flip: look === 'menu' }}
        >
          <Menu.Target>
            <ActionIcon
              className="above"
              variant={look === 'page' ? 'default' : 'subtle'}
              size={look === 'page' ? 30 : 'sm'}
              color="gray"
              aria-label={t('more', { name })}
            >
              <IconDots size={16} stroke={1.7} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map((verb) => (
              <Menu.Item key={verb} color={verb === 'remove' ? 'var(--bad)' : undefined} onClick={() => begin(verb)}>
                {t(`verb.${verb}`)}
              </Menu.Item>
            ))}
            {look === 'page' && withOptions.length > 0 ? <Menu.Divider /> : null}
            {look === 'page'
              ? withOptions.map((verb) => (
                  <Menu.Item key={verb} onClick={() => begin(verb, true)}>
                    {t(`withOptions.${verb}`)}
                  </Menu.Item>
                ))
              : null}
          </Menu.Dropdown>
        </Menu>
      )}
      <Suspense>
        {open === undefined ? null : (
          <VerbDialog verb={open.verb} containers={open.containers} onClose={() => setOpen(undefined)} />
        )}
      </Suspense>
    </>
  );
}
