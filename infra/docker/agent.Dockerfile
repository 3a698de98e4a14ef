# The agent, for a host whose engine it reaches through the mounted socket: one file and Node.
# Builds with BuildKit and with the classic builder.
FROM node:20-bookworm-slim AS build
WORKDIR /src
COPY . .
# Only what the bundle is made of and made with, not the dashboard's and the API's dependencies.
RUN npx --yes pnpm@12 install --frozen-lockfile --filter roadstead --filter @roadstead/agent...
RUN node infra/build/build.mjs --only apps/agent

FROM node:20-bookworm-slim
LABEL org.opencontainers.image.title="Roadstead agent" org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    ROADSTEAD_STATE_DIR=/var/lib/roadstead-agent
COPY --from=build /src/apps/agent/dist/roadstead-agent.mjs /usr/local/lib/roadstead/
# The host's identity: lose it, and the host needs a new join token.
VOLUME /var/lib/roadstead-agent
CMD ["node", "--max-semi-space-size=2", "--optimize-for-size", "/usr/local/lib/roadstead/roadstead-agent.mjs"]
