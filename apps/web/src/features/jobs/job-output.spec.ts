import { describe, expect, it } from '@jest/globals';
import { JobOutput } from './job-output';

describe('the output of a job', () => {
  it('is made of lines, wherever the parts that come are cut', () => {
    const output = new JobOutput();
    for (const part of ['one\ntw', 'o\r\nthr', 'ee', '\n']) output.append(part);
    expect(output.lines).toEqual(['one', 'two', 'three']);
  });

  it('is kept by the step of a build too', () => {
    const output = new JobOutput();
    output.append('#1 [internal] load build definition\n#1 DONE 0.1s\n\n#2 [1/2] FROM x\n#12 0.4 added\n#2 CACHED\n');
    expect(output.ofStep(1)).toEqual(['[internal] load build definition', 'DONE 0.1s']);
    expect(output.ofStep(2)).toEqual(['[1/2] FROM x', 'CACHED']);
    expect(output.ofStep(12)).toEqual(['0.4 added']);
    expect(output.ofStep(3)).toEqual([]);
    expect(output.lines).toHaveLength(6);
  });
});
