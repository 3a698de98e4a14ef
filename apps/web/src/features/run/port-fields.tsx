import { Button, Textarea, TextInput } from '@mantine/core';
import type { Host } from '@roadstead/contract';
import type { ImageConfig } from '@roadstead/domain';
import { useTranslations } from 'use-intl/react';
import { MONO } from '../../lib/ui/mono-input';
import { Callout } from '../../lib/ui/notice';
import { portConflicts } from './port-conflicts';
import { useProblemWords } from './problem-words';
import type { FieldsProps } from './run-form';
import classes from './run-form.module.css';
import { linesOf, parsePort } from './run-lines';
import { useHostPorts } from './use-run-image';

interface Props extends FieldsProps {
  config: ImageConfig | undefined;
  chosen: readonly Host[];
}

/** Which ports are published where, and whether they are free; and the network. */
export function PortFields({ draft, change, config, chosen }: Props) {
  const t = useTranslations('run');
  const problem = useProblemWords(draft);
  const known = useHostPorts(chosen.map((host) => host.id));
  const asked = linesOf(draft.ports).flatMap((line) => parsePort(line) ?? []);
  const conflicts = portConflicts(
    asked,
    chosen.map((host, index) => ({ hostName: host.name, ports: known[index]?.data?.ports ?? [] })),
  );
  const exposed = (config?.exposedPorts ?? []).map((port) => port.replace(/\/tcp$/, ''));
  const unpublished = exposed.filter((port) => !asked.some((each) => portName(each) === port));
  return (
    <>
      <div>
        <Textarea
          label={t('ports')}
          description={t('portsHint')}
          placeholder={'8080:80\n127.0.0.1:5432:5432'}
          error={problem('ports')}
          autosize
          minRows={2}
          maxRows={10}
          spellCheck={false}
          styles={MONO}
          value={draft.ports}
          onChange={(event) => change({ ports: event.currentTarget.value })}
        />
        {unpublished.length === 0 ? null : (
          <p className={`${classes.note} quiet`}>
            {t('exposes')}{' '}
            {unpublished.map((port) => (
              <Button
                key={port}
                variant="default"
                size="compact-xs"
                aria-label={t('publish', { port })}
                onClick={() => change({ ports: [...linesOf(draft.ports), `${port.split('/')[0]}:${port}`].join('\n') })}
              >
                {port}
              </Button>
            ))}
          </p>
        )}
      </div>
      {conflicts.map(({ hostName, port, protocol, containerName }) => (
        <Callout key={`${hostName}${port}${protocol}`} tone="warn">
          {t('portTaken', { host: hostName, port: String(port), container: containerName })}
        </Callout>
      ))}
      <TextInput
        label={t('network')}
        description={t('networkHint')}
        placeholder="bridge"
        error={problem('network')}
        autoComplete="off"
        spellCheck={false}
        value={draft.network}
        onChange={(event) => change({ network: event.currentTarget.value })}
      />
    </>
  );
}

function portName({ containerPort, protocol }: { containerPort: number; protocol: string }): string {
  return protocol === 'tcp' ? String(containerPort) : `${containerPort}/${protocol}`;
}
