#!/usr/bin/env bash
# Starts the server in the background, and tells the later steps of the job where it is.
set -euo pipefail

version=${VERSION:-$(node -p "require('$ACTION/packages/server/package.json').version")}
log="$RUNNER_TEMP/mcp-auth-test-server"

# Split as a shell would, quotes included; nothing of it is run.
mapfile -t options < <(xargs -r -n 1 printf '%s\n' <<<"${OPTIONS:-}")
nohup npx --yes "mcp-auth-test-server@$version" --port "$PORT" --json "${options[@]}" >"$log.json" 2>"$log.log" &
pid=$!

for _ in $(seq 600); do
  [ -s "$log.json" ] && break
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.1
done
if ! [ -s "$log.json" ]; then
  echo "::error title=mcp-auth-test-server did not start::$(tail -n 1 "$log.log")"
  cat "$log.log" >&2
  exit 1
fi

read_json() { node -p "JSON.parse(require('node:fs').readFileSync('$log.json', 'utf8'))$1"; }
{
  echo "url=$(read_json .url)"
  echo "issuer=$(read_json .issuer)"
  echo "oauth=$(read_json .resources.oauth)"
  echo "bearer-token=$(read_json "['resources']['bearer-token']")"
} >>"$GITHUB_OUTPUT"
{
  echo "MCP_AUTH_TEST_SERVER_URL=$(read_json .url)"
  echo "MCP_AUTH_VERSION=$version"
} >>"$GITHUB_ENV"
