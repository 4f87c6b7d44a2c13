# The server and the client, without anything else: docker build -t mcp-auth-test-server .
FROM node:24-slim AS build
WORKDIR /src
COPY . .
RUN npm ci --workspace packages/server --workspace packages/cli --include-workspace-root \
    && mkdir /packages \
    && npm pack --workspace packages/server --workspace packages/cli --pack-destination /packages

FROM node:24-alpine
RUN --mount=type=bind,from=build,source=/packages,target=/packages \
    npm install --global --offline --no-audit --no-fund /packages/*.tgz
# In a container, 127.0.0.1 is the container's own; what reaches the server from outside comes by another address.
ENV MCP_AUTH_TEST_SERVER_HOST=0.0.0.0 \
    MCP_AUTH_TEST_SERVER_PUBLIC_URL=http://127.0.0.1:8765 \
    MCP_AUTH_CLI_HOME=/tmp/mcp-auth
USER node
WORKDIR /home/node
EXPOSE 8765
HEALTHCHECK --interval=5s --timeout=2s --start-period=2s --retries=3 \
    CMD wget -q -O /dev/null "http://127.0.0.1:${MCP_AUTH_TEST_SERVER_PORT:-8765}/health"
ENTRYPOINT ["mcp-auth-test-server"]
