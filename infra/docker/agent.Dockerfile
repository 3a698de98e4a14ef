# The agent, for a host whose engine it reaches through the mounted socket.
FROM node:20-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN node infra/build/build.mjs --agent-only

FROM node:20-bookworm-slim
ENV NODE_ENV=production ROADSTEAD_STATE_DIR=/var/lib/roadstead-agent
COPY --from=build /src/apps/agent/dist/roadstead-agent.mjs /usr/local/lib/roadstead/
VOLUME /var/lib/roadstead-agent
CMD ["node", "/usr/local/lib/roadstead/roadstead-agent.mjs"]
