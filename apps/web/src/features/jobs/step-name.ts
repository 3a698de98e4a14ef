/** A step's name in the builder's words, taken apart. */
export interface StepName {
  /** Of a multi-stage Dockerfile; `internal`: the builder's own work. */
  stage?: string;
  /** `2/4`: the second of the four steps of its stage. */
  position?: string;
  /** The instruction, or what the builder does. */
  text: string;
}

/** `[build 2/4] RUN npm ci`, `[2/4] RUN npm ci`, `[internal] load build context`, `exporting to image`. */
export function parseStepName(name: string): StepName {
  const match = /^\[(?:(\S+?) )?(?:(\d+\/\d+)|(internal|auth))\] (.*)$/s.exec(name);
  if (match === null) return { text: name };
  const [, stage, position, own, text = ''] = match;
  return { ...((stage ?? own) ? { stage: stage ?? own } : {}), ...(position === undefined ? {} : { position }), text };
}
