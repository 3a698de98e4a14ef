/** A file of a sample layer: text, bytes that do not compress (size in bytes at scale 1), or a symbolic link. */
export type SampleFile =
  | { path: string; text: string; mode?: number }
  | { path: string; randomBytes: number }
  | { path: string; link: string }
  | { path: string; busybox: true };

/** What one instruction of the image's imagined Dockerfile did; without files it made no layer. */
export interface SampleStep {
  instruction: string;
  files?: SampleFile[];
}

/** The part of an image's configuration that the samples use, in the words of the Engine API. */
export interface SampleImageConfig {
  Cmd?: string[];
  Entrypoint?: string[];
  Env?: string[];
  ExposedPorts?: Record<string, object>;
  Healthcheck?: { Test: string[]; Interval: number; Timeout: number; Retries: number };
  Labels?: Record<string, string>;
  StopSignal?: string;
  Volumes?: Record<string, object>;
  WorkingDir?: string;
}

export interface SampleImage {
  /** `repository:tag`, without a registry. */
  name: string;
  /** All steps from the bottom up, those of the image it was built on included. */
  steps: SampleStep[];
  config: SampleImageConfig;
  created: string;
}

/** An image built on another: its steps follow, its configuration is merged over. */
export function deriveImage(
  from: SampleImage,
  image: { name: string; steps: SampleStep[]; config?: SampleImageConfig; created: string },
): SampleImage {
  const { name, steps, config, created } = image;
  return {
    name,
    created,
    steps: [...from.steps, ...steps],
    config: {
      ...from.config,
      ...config,
      Env: [...(from.config.Env ?? []), ...(config?.Env ?? [])],
      Labels: { ...from.config.Labels, ...config?.Labels },
    },
  };
}
