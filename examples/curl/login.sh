#!/usr/bin/env bash
# A whole login by hand. Needs curl, openssl and jq, and a server that decides by itself:
#   npx mcp-auth-test-server --approval-mode auto_approve
set -euo pipefail
resource=${1:-http://127.0.0.1:8765/mcp/oauth}
redirect_uri=http://127.0.0.1:3000/callback

# Without a token the server says where its metadata is (RFC 9728 §5.1).
challenge=$(curl -s -o /dev/null -D - -X POST "$resource" | tr -d '\r' | grep -i '^www-authenticate: bearer')
metadata=$(sed -n 's/.*resource_metadata="\([^"]*\)".*/\1/p' <<<"${challenge%%, DPoP*}")
scope=$(sed -n 's/.*scope="\([^"]*\)".*/\1/p' <<<"${challenge%%, DPoP*}")
issuer=$(curl -s "$metadata" | jq -r '.authorization_servers[0]')
server=$(curl -s "$issuer/.well-known/oauth-authorization-server")
echo "authorization server: $issuer"

# Dynamic client registration (RFC 7591).
client_id=$(curl -s "$(jq -r .registration_endpoint <<<"$server")" -H 'content-type: application/json' -d '{
  "client_name": "curl", "application_type": "native", "redirect_uris": ["'"$redirect_uri"'"],
  "grant_types": ["authorization_code", "refresh_token"], "token_endpoint_auth_method": "none"
}' | jq -r .client_id)
echo "registered as:        $client_id"

# PKCE (RFC 7636): the verifier stays here, its hash goes along.
verifier=$(openssl rand -hex 32)
code_challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d '=')
state=$(openssl rand -hex 16)

# A browser would go there; a server that decides by itself answers curl as well.
callback=$(curl -s -o /dev/null -w '%{redirect_url}' -G "$(jq -r .authorization_endpoint <<<"$server")" \
  -d response_type=code -d "client_id=$client_id" -d "state=$state" \
  -d "code_challenge=$code_challenge" -d code_challenge_method=S256 \
  --data-urlencode "redirect_uri=$redirect_uri" --data-urlencode "scope=$scope" --data-urlencode "resource=$resource")
parameter() { tr '?&' '\n\n' <<<"$callback" | sed -n "s/^$1=//p"; }
[ "$(parameter state)" = "$state" ] || { echo "the answer is not for this request: $callback" >&2; exit 1; }
[ "$(parameter iss | sed 's/%3A/:/g; s/%2F/\//g')" = "$issuer" ] || { echo "the answer is of another issuer" >&2; exit 1; }

token=$(curl -s "$(jq -r .token_endpoint <<<"$server")" \
  -d grant_type=authorization_code -d "client_id=$client_id" -d "code=$(parameter code)" -d "code_verifier=$verifier" \
  --data-urlencode "redirect_uri=$redirect_uri" --data-urlencode "resource=$resource" | jq -r .access_token)
echo "token:                ${token:0:6}…"

curl -s "$resource" -H "authorization: Bearer $token" \
  -H 'content-type: application/json' -H 'accept: application/json, text/event-stream' \
  -H 'mcp-protocol-version: 2026-07-28' -H 'mcp-method: tools/call' -H 'mcp-name: whoami' \
  -d '{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "whoami", "arguments": {}, "_meta": {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "curl", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {}
  }}}' | jq .result.structuredContent
