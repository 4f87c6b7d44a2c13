#!/usr/bin/env bash
# Writes the report in each format that is wanted; the status is that of `mcp-auth report`.
set -euo pipefail

url=${URL:-${MCP_AUTH_TEST_SERVER_URL:?there is no server: start one with the action beside this one, or give its url}}
version=${VERSION:-${MCP_AUTH_VERSION:-$(node -p "require('$ACTION/../../packages/cli/package.json').version")}}

options=()
[ -n "$EXPECTED_FAILURES" ] && options+=(--expected-failures "$EXPECTED_FAILURES")
[ "$STRICT" = true ] && options+=(--strict)
report() { npx --yes "mcp-auth@$version" report "$url" "${options[@]}" "$@"; }

# These have the verdict too; the last one decides.
if [ -n "$JUNIT" ]; then report --format junit --output "$JUNIT" || true; fi
if [ "$SUMMARY" = true ]; then report --format markdown >>"$GITHUB_STEP_SUMMARY" || true; fi
report
