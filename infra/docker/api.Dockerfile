# The control plane with the dashboard.
FROM node:20-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN node infra/build/build.mjs
RUN npx --yes pnpm@12 --filter @roadstead/api --prod deploy /out/api

FROM node:20-bookworm-slim
ENV NODE_ENV=production \
    NODE_OPTIONS=--max-semi-space-size=2 \
    ROADSTEAD_WEB_DIR=/srv/web \
    ROADSTEAD_AGENT_BUNDLE=/srv/roadstead-agent.mjs \
    ROADSTEAD_MIGRATIONS_DIR=/srv/migrations
WORKDIR /srv/api
COPY --from=build /out/api ./
COPY --from=build /src/apps/web/out /srv/web
COPY --from=build /src/apps/agent/dist/roadstead-agent.mjs /srv/
COPY --from=build /src/prisma/migrations /srv/migrations
USER node
EXPOSE 8420
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8420/healthz').then((r)=>process.exit(r.ok?0:1),()=>process.exit(1))"]
CMD ["node", "dist/main.js"]
