# The control plane with the dashboard. Builds with BuildKit and with the classic builder.
FROM node:20-bookworm-slim AS build
WORKDIR /src
# Downloads first: this layer is kept for as long as the lock file stays the same.
COPY pnpm-lock.yaml pnpm-workspace.yaml ./
RUN npx --yes pnpm@12 fetch
COPY . .
RUN node infra/build/build.mjs
# The API with its production dependencies alone, in the versions of the lock file; the workspace's packages are copied in.
RUN npx --yes pnpm@12 --config.inject-workspace-packages=true --filter @roadstead/api --prod deploy /out
# Half of that is never loaded: Prisma's compilers for other databases, sources, types and source maps.
RUN find /out/node_modules -path '*/@prisma/client/runtime/query_*' ! -name '*.postgresql.*' -delete \
 && find /out/node_modules -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' \) -delete

FROM node:20-bookworm-slim
LABEL org.opencontainers.image.title="Roadstead" org.opencontainers.image.licenses="Apache-2.0"
# Builds from Git repositories, and archives that Node does not decompress by itself.
RUN apt-get update \
 && apt-get install -y --no-install-recommends git openssh-client ca-certificates bzip2 xz-utils \
 && rm -rf /var/lib/apt/lists/*
# A small young generation keeps the process small; 0.0.0.0 is the container's own interfaces, published by choice.
ENV NODE_ENV=production \
    NODE_OPTIONS=--max-semi-space-size=8 \
    MALLOC_ARENA_MAX=2 \
    PORT=8420 \
    ROADSTEAD_LISTEN=0.0.0.0 \
    ROADSTEAD_UPLOADS_DIR=/var/lib/roadstead/uploads \
    ROADSTEAD_WEB_DIR=/srv/roadstead/web \
    ROADSTEAD_AGENT_BUNDLE=/srv/roadstead/roadstead-agent.mjs
WORKDIR /srv/roadstead
COPY --from=build /src/infra/docker/roadstead.mjs ./
RUN ln -s /srv/roadstead/roadstead.mjs /usr/local/bin/roadstead
# The checkout's layout: the API finds its migrations relative to itself.
COPY --from=build /src/prisma/migrations prisma/migrations
COPY --from=build /out/node_modules apps/api/node_modules
COPY --from=build /out/package.json apps/api/
COPY --from=build /src/apps/agent/dist/roadstead-agent.mjs ./
COPY --from=build /src/apps/web/out web
COPY --from=build /out/dist apps/api/dist
# A new volume takes its owner from here.
RUN mkdir -p /var/lib/roadstead/uploads /var/lib/roadstead/database \
 && chown node:node /var/lib/roadstead/uploads /var/lib/roadstead/database
USER node
EXPOSE 8420
# Whether the process answers; whether Postgres and Redis do is for /readyz, and no reason to restart this one.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))"]
ENTRYPOINT ["roadstead"]
CMD ["serve"]
