import { Body, Controller, Ip } from '@nestjs/common';
import { AGENT_PATHS, ChallengeRequest, type ChallengeResponse, type EnrolResponse } from '@roadstead/protocol';
import { AttemptLimits } from '../auth/attempt-limits.js';
import { OpenRoute } from '../platform/http/route.js';
import { Challenges } from './challenges.js';
import { EnrolmentService } from './enrolment.service.js';

@Controller()
export class EnrolmentController {
  constructor(
    private readonly enrolment: EnrolmentService,
    private readonly challenges: Challenges,
    private readonly limits: AttemptLimits,
  ) {}

  @OpenRoute('POST', AGENT_PATHS.enrol, 'the join token in the body')
  enrol(@Body() body: unknown, @Ip() address: string): Promise<EnrolResponse> {
    return this.enrolment.enrol(body, address);
  }

  /** Says nothing about whether there is such a host: that comes out when the signature is checked. */
  @OpenRoute('POST', AGENT_PATHS.challenge, 'gives a random number, which only the holder of a key can make use of')
  async challenge(@Body() body: unknown, @Ip() address: string): Promise<ChallengeResponse> {
    const { hostId } = ChallengeRequest.parse(body);
    await this.limits.count('challenge', address, hostId);
    return { nonce: await this.challenges.create(hostId) };
  }
}
