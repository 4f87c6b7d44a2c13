import json
import subprocess
import urllib.parse
import urllib.request


def post(url, body, **headers):
    """Your client would be here; this one has credentials of its own (RFC 6749, 4.4)."""
    request = urllib.request.Request(url, body.encode(), {name.replace("_", "-"): value for name, value in headers.items()})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def test_my_client_breaks_no_must(mcp_auth_server):
    resource = mcp_auth_server["resources"]["oauth"]
    token = post(
        mcp_auth_server["issuer"] + "/oauth/token",
        urllib.parse.urlencode(
            {
                "grant_type": "client_credentials",
                "client_id": "dev-confidential-client",
                "client_secret": "dev-confidential-secret",
                "resource": resource,
            }
        ),
    )["access_token"]
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": {"name": "my-client", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    answer = post(
        resource,
        json.dumps(
            {
                "jsonrpc": "2.0",
                "id": 1,
                "method": "tools/call",
                "params": {"name": "echo", "arguments": {"message": "hello"}, "_meta": meta},
            }
        ),
        content_type="application/json",
        accept="application/json, text/event-stream",
        authorization="Bearer " + token,
        mcp_protocol_version="2026-07-28",
        mcp_method="tools/call",
        mcp_name="echo",
    )
    assert "error" not in answer

    report = subprocess.run(["npx", "mcp-auth", "report", mcp_auth_server["url"]], capture_output=True, text=True)
    assert report.returncode == 0, report.stdout
