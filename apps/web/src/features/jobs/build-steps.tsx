import type { Job } from '@roadstead/contract';
import type { BuildStep } from '@roadstead/domain';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Elapsed } from '../../lib/format/age';
import { StatusDot, type Tone } from '../../lib/ui/status-dot';
import { useStepWords } from '../recreate/use-step-words';
import classes from './build-steps.module.css';
import type { JobOutput } from './job-output';
import { OutputView } from './output-view';
import { parseStepName } from './step-name';

const TONES: Record<BuildStep['state'], Tone> = {
  waiting: 'idle',
  running: 'busy',
  cached: 'good',
  done: 'good',
  failed: 'bad',
  canceled: 'idle',
};

interface Props {
  job: Job;
  steps: readonly BuildStep[];
  output: JobOutput;
}

/** A build step by step: how each stands, and what the one that matters now has written, unless another is chosen. */
export function BuildSteps({ job, steps, output }: Props) {
  const t = useTranslations('jobs.steps');
  const stepWords = useStepWords(job.kind);
  const [chosen, setChosen] = useState<number>();
  const shown = steps.find((step) => step.number === chosen) ?? stepOfInterest(steps);
  return (
    <div className={classes.build}>
      <ol className={classes.steps} aria-label={t('title')}>
        {steps.map((step) => (
          <li key={step.number}>
            <StepRow
              step={step}
              words={stepWords(step.name)}
              isShown={step === shown}
              onChoose={() => setChosen(step.number === chosen ? undefined : step.number)}
            />
          </li>
        ))}
      </ol>
      {shown === undefined ? null : (
        <div className={classes.written}>
          <div className={classes.head}>
            {stepWords(shown.name) === undefined ? (
              <code className={classes.instruction}>{parseStepName(shown.name).text}</code>
            ) : (
              <span className={classes.instruction}>{stepWords(shown.name)}</span>
            )}
            {chosen === undefined || job.state !== 'running' ? null : (
              <button type="button" className={classes.follow} onClick={() => setChosen(undefined)}>
                {t(job.kind === 'image.build' ? 'follow' : 'followJob')}
              </button>
            )}
          </div>
          {shown.error === undefined ? null : <p className="bad">{shown.error}</p>}
          <OutputView
            // Another step begins at its own end, followed anew.
            key={shown.number}
            label={t('outputOf', { step: shown.number })}
            lines={withoutHead(output.ofStep(shown.number), shown)}
            empty={
              shown.state === 'cached' ? t('cachedMeans') : shown.state === 'waiting' ? t('notBegun') : t('silent')
            }
          />
        </div>
      )}
    </div>
  );
}

interface RowProps {
  step: BuildStep;
  /** In place of the builder's. */
  words: string | undefined;
  isShown: boolean;
  onChoose(): void;
}

function StepRow({ step, words, isShown, onChoose }: RowProps) {
  const t = useTranslations('jobs.steps');
  const { stage, position, text: name } = parseStepName(step.name);
  const text = words ?? name;
  const Text = words === undefined ? 'code' : 'span';
  const where = [step.stage ?? stage, position].filter(Boolean).join(' ');
  return (
    <button
      type="button"
      className={classes.step}
      data-state={step.state}
      data-step={step.number}
      aria-pressed={isShown}
      onClick={onChoose}
    >
      <StatusDot tone={TONES[step.state]} />
      <span className={classes.name}>
        <Text className="truncate" title={text}>
          {text}
        </Text>
        {where === '' ? null : <span className={classes.where}>{where}</span>}
      </span>
      <span className={classes.time}>
        {step.state === 'cached' ? <span className={classes.cached}>{t('state.cached')}</span> : null}
        {step.state === 'done' || step.state === 'running' || step.state === 'cached' ? (
          <span className="visually-hidden">{step.state === 'cached' ? '' : t(`state.${step.state}`)}</span>
        ) : (
          t(`state.${step.state}`)
        )}
        {step.startedAt === undefined || step.state === 'cached' ? null : (
          <Elapsed from={step.startedAt} to={step.endedAt} />
        )}
      </span>
    </button>
  );
}

/** The one that failed; else the last that runs, or ran when it was canceled; else the last that wrote something of its own. */
function stepOfInterest(steps: readonly BuildStep[]): BuildStep | undefined {
  const last = (state: BuildStep['state']) => steps.findLast((step) => step.state === state);
  const stopped = steps.findLast(({ state, startedAt }) => state === 'canceled' && startedAt !== undefined);
  return last('failed') ?? last('running') ?? stopped ?? last('done') ?? steps.at(-1);
}

/** A step's lines begin with its name, which stands above them already. A further attempt begins with it again. */
function withoutHead(lines: readonly string[], { name }: BuildStep): readonly string[] {
  return lines.slice(lines.lastIndexOf(name) + 1);
}
