import type { ArchiveEntry } from '@roadstead/testing';
import { BASE } from './build-bench.js';

/** Every instruction of a Dockerfile, in two stages. */
export const EVERY_INSTRUCTION: readonly ArchiveEntry[] = [
  {
    name: 'Dockerfile',
    content: `ARG BASE=none
FROM \${BASE} AS build
MAINTAINER ann@example.com
ARG GREETING=none
RUN echo "$GREETING world" > /greeting && echo made it
FROM ${BASE}
LABEL tier=web
ENV MODE=test
WORKDIR /srv
COPY --from=build /greeting greeting
COPY page.html www/
ADD page.html other.html
VOLUME /data
USER 1000:1000
SHELL ["/bin/sh", "-ec"]
RUN id -u
STOPSIGNAL SIGINT
EXPOSE 80/tcp
HEALTHCHECK --interval=5s CMD true
ONBUILD RUN echo child
ENTRYPOINT ["/bin/cat"]
CMD ["greeting", "www/page.html", "other.html"]
`,
  },
  { name: 'page.html', content: 'a page\n' },
];
