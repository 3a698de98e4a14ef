/** Of the agent; it moves with the repository's. */
export const AGENT_VERSION = '0.1.0';
